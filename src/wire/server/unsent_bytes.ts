/** Somebody who holds bytes until a slow reader has taken them. */
export interface UnsentHolder {
  /** When its reader took the last bytes; only compared. */
  readonly progressTick: number;
  /** Gives up: the bytes are not held any more. */
  cut(): void;
}

/**
 * Bounds the memory that responses hold for slow readers. Memory that several hold counts once: equal answers share
 * their bytes.
 */
export class UnsentBytes {
  readonly #maxBytes: number;
  readonly #holders = new Map<UnsentHolder, ArrayBufferLike>();
  readonly #counts = new Map<ArrayBufferLike, number>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes held, of all together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Holds what `body` is a view of. Beyond the limit, those whose readers were idle longest are cut. */
  hold(holder: UnsentHolder, body: Uint8Array): void {
    const memory = body.buffer;
    this.#holders.set(holder, memory);
    const count = this.#counts.get(memory) ?? 0;
    this.#counts.set(memory, count + 1);
    if (count === 0) this.#bytes += memory.byteLength;
    while (this.#bytes > this.#maxBytes && this.#holders.size > 1) this.#cutSlowest(holder);
  }

  /** The holder's bytes are sent, or nobody wants them. */
  release(holder: UnsentHolder): void {
    const memory = this.#holders.get(holder);
    if (memory === undefined) return;
    this.#holders.delete(holder);
    const count = this.#counts.get(memory)! - 1;
    if (count > 0) this.#counts.set(memory, count);
    else {
      this.#counts.delete(memory);
      this.#bytes -= memory.byteLength;
    }
  }

  #cutSlowest(newest: UnsentHolder): void {
    let slowest: UnsentHolder | undefined;
    for (const holder of this.#holders.keys()) {
      if (holder !== newest && !(holder.progressTick >= (slowest?.progressTick ?? Infinity))) {
        slowest = holder;
      }
    }
    if (slowest === undefined) return;
    this.release(slowest);
    slowest.cut();
  }
}
