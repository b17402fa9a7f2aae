import type { SuspectCall, SuspectCalls } from "./suspect_calls.ts";

/** Calls that wait of bots whose calls cannot be archived, by bot. */
export class SuspectBots<Call extends SuspectCall> extends Map<number, SuspectCalls<Call>> {
  /** What their calls take in memory. */
  get bytes(): number {
    let sum = 0;
    for (const { bytes } of this.values()) sum += bytes;
    return sum;
  }

  /** The lowest number of their calls; infinite for none. */
  get firstNumber(): number {
    let first = Infinity;
    for (const suspect of this.values()) first = Math.min(first, suspect.first?.number ?? Infinity);
    return first;
  }

  /** Whether something of one of them may be tried now. */
  get isDue(): boolean {
    return [...this.values()].some(({ isDue }) => isDue);
  }

  /** Since when calls of some bot fail, in milliseconds since the epoch; 0 for none. */
  get failingSinceMs(): number {
    let first = Infinity;
    for (const { failingSinceMs } of this.values()) {
      if (failingSinceMs > 0) first = Math.min(first, failingSinceMs);
    }
    return first === Infinity ? 0 : first;
  }

  /** Lets all be tried now. */
  hasten(): void {
    for (const suspect of this.values()) suspect.hasten();
  }

  /** Leaves no timer. */
  stop(): void {
    for (const suspect of this.values()) suspect.stop();
  }
}
