import type { Socket } from "node:net";
import { chunkEnd, chunkStart, lastChunk } from "../syntax/chunked_encoder.ts";
import type { BodyFraming } from "../syntax/body_framing.ts";
import { type BodyWriter, type BodyWriterOwner, BytesWriter, sliceBytes } from "./body_writer.ts";
import type { BodySource } from "../body_source.ts";
import { releaseBytes } from "../release_bytes.ts";
import type { WriteTurns } from "./write_turns.ts";

/** Bytes that a source which never waits may give in one turn of the event loop. */
const maxBytesPerTurn = 256 * 1024;

/** Writes what a source gives, as it comes, no faster than the client takes it. */
export class StreamWriter implements BodyWriter {
  readonly #socket: Socket;
  readonly #turns: WriteTurns;
  readonly #owner: BodyWriterOwner;
  readonly #source: BodySource;
  readonly #isChunked: boolean;
  /** Bytes that the head promised and that did not come yet; Infinity for none. */
  #left: number;
  #head: string;
  #isOver = false;
  #resume: (() => void) | undefined;
  #turnBytes = 0;

  /** `head` is written with the first piece, or without one when none is there at once. */
  constructor(
    socket: Socket,
    turns: WriteTurns,
    owner: BodyWriterOwner,
    source: BodySource,
    framing: BodyFraming,
    head: string,
  ) {
    this.#socket = socket;
    this.#turns = turns;
    this.#owner = owner;
    this.#source = source;
    this.#isChunked = framing.kind === "chunked";
    this.#left = framing.kind === "length" ? framing.bytes : Infinity;
    this.#head = head;
  }

  /** Writes until the end; never rejects. */
  async run(): Promise<void> {
    setImmediate(this.#flushHead);
    try {
      while (!this.#isOver) {
        const piece = await this.#source.read();
        if (this.#isOver) return;
        if (piece === undefined) return this.#end();
        if (piece.length > 0) await this.#write(piece);
      }
    } catch (error) {
      this.#break(error);
    }
  }

  cancel(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#source.cancel(reason);
    this.#resume?.();
  }

  readonly #flushHead = (): void => {
    if (this.#head === "" || this.#isOver) return;
    this.#socket.write(this.#head, "latin1");
    this.#head = "";
  };

  #write(piece: Uint8Array): Promise<void> | undefined {
    this.#left -= piece.length;
    if (this.#left < 0) throw new TypeError("Cannot send a body that is longer than its Content-Length");
    this.#turnBytes += piece.length;
    const start = this.#isChunked ? this.#head + chunkStart(piece.length) : this.#head;
    this.#head = "";
    const end = this.#isChunked ? chunkEnd : "";
    if (piece.length > sliceBytes) return this.#writeLarge(start, piece, end);
    const onWritten = this.#source.isExclusive ? () => releaseBytes(piece) : undefined;
    if (start !== "" || end !== "") this.#socket.cork();
    if (start !== "") this.#socket.write(start, "latin1");
    let wantsMore = this.#socket.write(piece, onWritten);
    if (end !== "") wantsMore = this.#socket.write(end, "latin1");
    if (start !== "" || end !== "") this.#socket.uncork();
    if (wantsMore) return this.#turnBytes > maxBytesPerTurn ? this.#nextTurn() : undefined;
    return this.#drained();
  }

  async #writeLarge(start: string, piece: Uint8Array, end: string): Promise<void> {
    const written = Promise.withResolvers<void>();
    this.#resume = written.resolve;
    const progress = { onWriting: () => this.#owner.onWriting(), onWritten: written.resolve };
    const writer = new BytesWriter(this.#socket, this.#turns, progress, piece);
    writer.start(start);
    await written.promise;
    this.#resume = undefined;
    this.#turnBytes = 0;
    if (this.#source.isExclusive) releaseBytes(piece);
    if (this.#isOver) writer.cancel();
    else {
      if (end !== "") this.#socket.write(end, "latin1");
      this.#owner.onStarved();
    }
  }

  /** Waits until the client has taken what is written. */
  async #drained(): Promise<void> {
    this.#owner.onWriting();
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
      this.#socket.once("drain", resolve);
    });
    this.#socket.removeListener("drain", this.#resume!);
    this.#resume = undefined;
    this.#turnBytes = 0;
    if (!this.#isOver) this.#owner.onStarved();
  }

  /** Lets others write what their sources give. */
  #nextTurn(): Promise<void> {
    const bytes = this.#turnBytes;
    this.#turnBytes = 0;
    return new Promise((resolve) => {
      const writeSlice = () => {
        resolve();
        return bytes;
      };
      this.#turns.add({ writeSlice });
    });
  }

  #end(): void {
    if (this.#left > 0 && this.#left !== Infinity) {
      throw new TypeError("Cannot send a body that is shorter than its Content-Length");
    }
    this.#isOver = true;
    const rest = this.#isChunked ? this.#head + lastChunk : this.#head;
    this.#head = "";
    if (rest !== "") this.#socket.write(rest, "latin1");
    this.#owner.onWritten();
  }

  #break(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#source.cancel(error);
    this.#owner.onBroken(error);
  }
}
