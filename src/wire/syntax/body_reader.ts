import type { BodyFraming } from "./body_framing.ts";
import { ChunkedDecoder, type ChunkLimits, defaultChunkLimits } from "./chunked_decoder.ts";
import { MalformedMessage, type MalformedMessageStatus } from "./malformed_message.ts";

/** Takes bodies, one after another, out of the bytes of a connection. */
export class BodyReader {
  readonly #malformedStatus: MalformedMessageStatus;
  readonly #limits: ChunkLimits;
  #kind: BodyFraming["kind"] = "none";
  #left = 0;
  #decoder: ChunkedDecoder | undefined;

  /** `malformedStatus`: 400 for requests, 502 for responses. */
  constructor(malformedStatus: MalformedMessageStatus, limits: ChunkLimits = defaultChunkLimits) {
    this.#malformedStatus = malformedStatus;
    this.#limits = limits;
  }

  /** Begins a body. */
  start(framing: BodyFraming): void {
    this.#kind = framing.kind;
    this.#left = framing.kind === "length" ? framing.bytes : 0;
    if (framing.kind !== "chunked") return;
    if (this.#decoder === undefined) this.#decoder = new ChunkedDecoder(this.#malformedStatus, this.#limits);
    else this.#decoder.reset();
  }

  /** Whether all of the body was read; false for `until_close` until {@linkcode end}. */
  get isDone(): boolean {
    if (this.#kind === "chunked") return this.#decoder!.isDone;
    return this.#left === 0 && this.#kind !== "until_close";
  }

  /**
   * Reads `chunk` from `start`, hands the body's bytes to `take` as views of it, and returns where the bytes after the
   * body start: the chunk's length when all of it was taken.
   *
   * @throws {MalformedMessage}
   */
  read(chunk: Uint8Array, start: number, take: (piece: Uint8Array) => void): number {
    if (start >= chunk.length) return start;
    switch (this.#kind) {
      case "none":
        return start;
      case "length": {
        if (this.#left === 0) return start;
        const end = Math.min(chunk.length, start + this.#left);
        this.#left -= end - start;
        take(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end));
        return end;
      }
      case "chunked":
        return this.#decoder!.read(chunk, start, take);
      case "until_close":
        take(start === 0 ? chunk : chunk.subarray(start));
        return chunk.length;
    }
  }

  /**
   * The connection has ended.
   *
   * @throws {MalformedMessage} when the body is not whole.
   */
  end(): void {
    if (this.#kind === "until_close") this.#kind = "none";
    if (!this.isDone) {
      throw new MalformedMessage(this.#malformedStatus, "truncated", "The body ended too early");
    }
  }
}
