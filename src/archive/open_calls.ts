import type { SpilledStretch, WaitingCall } from "./capture_ports.ts";

/** A call with what it takes in memory, in bytes. */
interface CostlyCall extends WaitingCall {
  readonly cost: number;
}

/** Calls that are archived but not committed. */
export class OpenCalls<Call extends CostlyCall> {
  #calls: Call[] = [];
  #stretches: SpilledStretch[] = [];
  /** What they take in memory. */
  bytes = 0;

  /** How many they are. */
  get size(): number {
    return this.#stretches.reduce((sum, { count }) => sum + count, this.#calls.length);
  }

  /** The lowest of their numbers; infinite for none. */
  get firstNumber(): number {
    let first = Infinity;
    for (const { number } of this.#calls) first = Math.min(first, number);
    for (const stretch of this.#stretches) first = Math.min(first, stretch.first);
    return first;
  }

  /** Adds calls that were handed over. */
  add(calls: readonly Call[]): void {
    for (const call of calls) {
      this.#calls.push(call);
      this.bytes += call.cost;
    }
  }

  /** Adds calls that the archive read from the spool. */
  addStretch(stretch: SpilledStretch): void {
    this.#stretches.push(stretch);
  }

  /** Takes all out. */
  take(): { readonly calls: Call[]; readonly stretches: readonly SpilledStretch[] } {
    const taken = { calls: this.#calls, stretches: this.#stretches };
    this.#calls = [];
    this.#stretches = [];
    this.bytes = 0;
    return taken;
  }
}
