/** Chunks of a connection that wait for their turn. */
export class HeldChunks {
  #chunks: Uint8Array[] = [];
  #bytes = 0;

  /** Bytes in all chunks. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  /** Adds a chunk behind all others. */
  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** Puts a chunk before all others. */
  putBack(chunk: Uint8Array): void {
    this.#chunks.unshift(chunk);
    this.#bytes += chunk.length;
  }

  /** Takes the first chunk; undefined when there is none. */
  take(): Uint8Array | undefined {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) this.#bytes -= chunk.length;
    return chunk;
  }

  clear(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }
}
