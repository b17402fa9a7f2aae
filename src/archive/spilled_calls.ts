import type { CallSpool } from "./capture_ports.ts";
import { decodeCall, type NumberedCall } from "./packed_calls.ts";
import type { CapturedCall } from "./read_call.ts";

/** A call that was read again. */
interface ReadCall extends NumberedCall {
  readonly call: CapturedCall;
}

/** Calls that wait in the spool alone, because memory holds enough of them: all up to the last one that was added. */
export class SpilledCalls {
  /** Number of the call before the first. */
  #after = 0;
  #last = 0;
  #count = 0;
  #bytes = 0;

  /** Calls that wait. */
  get size(): number {
    return this.#count;
  }

  /** What they take on the disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The lowest number that the first of them can have; `undefined` for none. */
  get firstNumber(): number | undefined {
    return this.#count === 0 ? undefined : this.#after + 1;
  }

  /** Adds a call, whose number is higher than all before. */
  add({ number, bytes }: NumberedCall): void {
    if (this.#count === 0) this.#after = number - 1;
    this.#last = number;
    this.#count++;
    this.#bytes += bytes.length;
  }

  /** Adds what a process before this one left; comes before all else. */
  addLeft({ last, count, bytes }: CallSpool["left"]): void {
    this.#last = last;
    this.#count = count;
    this.#bytes = bytes;
  }

  /** Takes out the oldest of them, about `maxBytes`; `lost` tells how many the spool does not give. */
  take(spool: CallSpool, maxBytes: number): { readonly calls: readonly ReadCall[]; readonly lost: number } {
    const entries = spool.read(this.#after, maxBytes).filter(({ number }) => number <= this.#last);
    for (const { bytes } of entries) this.#bytes -= bytes.length;
    this.#count -= entries.length;
    this.#after = entries.at(-1)?.number ?? this.#last;
    const calls = entries.map(({ number, bytes }) => ({ number, bytes, call: decodeCall(bytes) }));
    if (this.#after < this.#last) return { calls, lost: 0 };
    const lost = this.#count;
    this.#count = 0;
    this.#bytes = 0;
    return { calls, lost };
  }
}
