import { createHash } from "node:crypto";
import type { Clock } from "../base/clock.ts";

/** A call, as far as it tells whether two are the same. */
interface ComparedCall {
  readonly method: string;
  readonly parameters: readonly unknown[];
}

/** Hangs after which a call is refused. */
const maxHangs = 2;
/** How long one is remembered after its last hang, in milliseconds. */
const memoryMs = 3_600_000;
/** Calls that are remembered; the oldest is forgotten first. */
const maxCalls = 100;

/** Calls that made a thread hang: what did so twice is not tried a third time within an hour. */
export class RefusedCalls {
  readonly #clock: Clock;
  readonly #hangs = new Map<string, { readonly count: number; readonly atMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes that a call made the thread hang. */
  note(call: ComparedCall): void {
    const key = keyOf(call);
    if (key === undefined) return;
    const count = (this.#hangs.get(key)?.count ?? 0) + 1;
    this.#hangs.delete(key);
    this.#hangs.set(key, { count, atMs: this.#clock.now() });
    for (const oldest of this.#hangs.keys()) {
      if (this.#hangs.size <= maxCalls) break;
      this.#hangs.delete(oldest);
    }
  }

  /** Whether a call is not to be tried. Costs nothing while nothing hung. */
  isRefused(call: ComparedCall): boolean {
    if (this.#hangs.size === 0) return false;
    const known = this.#hangs.get(keyOf(call) ?? "");
    return known !== undefined && known.count >= maxHangs && this.#clock.now() - known.atMs < memoryMs;
  }
}

/** `undefined` for what cannot be written down, such as what is nested too deeply. */
function keyOf({ method, parameters }: ComparedCall): string | undefined {
  try {
    return createHash("sha256").update(JSON.stringify([method, parameters])).digest("base64");
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}
