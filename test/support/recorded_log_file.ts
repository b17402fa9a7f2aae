import type { ChangeLogFile } from "../../src/storage/change_log_file.ts";

/** What a disk writes at once. */
const sectorBytes = 512;

/** A log in memory that knows what a power cut would leave of it. */
export class RecordedLogFile implements ChangeLogFile {
  /** What the system would read. */
  #bytes: Uint8Array | undefined;
  /** What is on the disk. */
  #durable: Uint8Array | undefined;
  /** Sectors that may be on the disk or not. */
  readonly #unsynced = new Set<number>();
  /** Thrown by the next calls. */
  failure: { readonly at: "write" | "sync"; readonly error: Error } | undefined;

  constructor(bytes?: Uint8Array) {
    this.#bytes = bytes?.slice();
    this.#durable = bytes?.slice();
  }

  size(): number | undefined {
    return this.#bytes?.length;
  }

  read(end: number): Uint8Array {
    return this.#bytes!.slice(0, end);
  }

  /** All that the system would read. */
  get bytes(): Uint8Array {
    return this.read(Infinity);
  }

  create(bytes: Uint8Array): void {
    this.#bytes = bytes.slice();
    this.#durable = bytes.slice();
    this.#unsynced.clear();
  }

  write(bytes: Uint8Array, position: number): void {
    const { failure } = this;
    // Of a write that fails, a part may be done.
    const done = failure?.at === "write" ? bytes.subarray(0, bytes.length / 2) : bytes;
    this.#bytes!.set(done, position);
    for (let at = position; at < position + done.length; at += sectorBytes) {
      this.#unsynced.add(Math.floor(at / sectorBytes));
    }
    if (failure?.at === "write") throw failure.error;
  }

  sync(): void {
    if (this.failure?.at === "sync") throw this.failure.error;
    this.#durable = this.#bytes!.slice();
    this.#unsynced.clear();
  }

  close(): void {}

  /** What a process finds that starts after this one was killed. */
  killed(): RecordedLogFile {
    return new RecordedLogFile(this.#bytes);
  }

  /** What is left after a power cut: of what was not synced, any sectors. */
  cut(random: () => number): RecordedLogFile {
    if (this.#durable === undefined) return new RecordedLogFile();
    const left = this.#durable.slice();
    for (const sector of this.#unsynced) {
      if (random() < 0.5) continue;
      const start = sector * sectorBytes;
      left.set(this.#bytes!.subarray(start, start + sectorBytes), start);
    }
    return new RecordedLogFile(left);
  }
}
