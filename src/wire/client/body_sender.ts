import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { type BodySource, toBodySource } from "../body_source.ts";
import { releaseBytes } from "../release_bytes.ts";
import type { StreamedBody } from "./client_request.ts";

const lineEnd = Buffer.from("\r\n");
const lastChunk = Buffer.from("0\r\n\r\n");

/** Sends the body of one request as it is read, no faster than the server takes it. */
export class BodySender {
  readonly #socket: Socket;
  readonly #source: BodySource;
  readonly #length: number | undefined;
  #isOver = false;

  constructor(socket: Socket, { stream, length }: StreamedBody) {
    this.#socket = socket;
    this.#source = stream instanceof ReadableStream ? toBodySource(stream) : stream;
    this.#length = length;
  }

  /**
   * Resolves when the socket has taken all of it, or sending was stopped.
   *
   * @throws {TypeError} when the body is shorter or longer than was announced; what reading it throws.
   */
  async send(): Promise<void> {
    let sent = 0;
    for (;;) {
      const piece = await this.#source.read();
      if (this.#isOver) return;
      if (piece === undefined) break;
      sent += piece.length;
      if (sent > (this.#length ?? Infinity)) {
        throw new TypeError("Cannot send a body longer than its announced length");
      }
      if (piece.length > 0 && !this.#write(piece)) await this.#drained();
      if (this.#isOver) return;
    }
    if (sent < (this.#length ?? 0)) {
      throw new TypeError("Cannot send a body shorter than its announced length");
    }
    if (this.#length === undefined) this.#socket.write(lastChunk);
    this.#isOver = true;
  }

  /** Gives up what was not sent. */
  stop(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#source.cancel(reason);
  }

  #write(piece: Uint8Array): boolean {
    const onWritten = this.#source.isExclusive ? () => releaseBytes(piece) : undefined;
    if (this.#length !== undefined) return this.#socket.write(piece, onWritten);
    this.#socket.cork();
    this.#socket.write(`${piece.length.toString(16)}\r\n`, "latin1");
    this.#socket.write(piece, onWritten);
    const wantsMore = this.#socket.write(lineEnd);
    this.#socket.uncork();
    return wantsMore;
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const onChange = () => {
        this.#socket.removeListener("drain", onChange).removeListener("close", onChange);
        resolve();
      };
      this.#socket.on("drain", onChange).on("close", onChange);
    });
  }
}
