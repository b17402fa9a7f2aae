import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { StreamedBody } from "./client_request.ts";

const lineEnd = Buffer.from("\r\n");
const lastChunk = Buffer.from("0\r\n\r\n");

/** Sends the body of one request as it is read, no faster than the server takes it. */
export class BodySender {
  readonly #socket: Socket;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #length: number | undefined;
  #isOver = false;

  constructor(socket: Socket, { stream, length }: StreamedBody) {
    this.#socket = socket;
    this.#reader = stream.getReader();
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
      const { done, value } = await this.#reader.read();
      if (this.#isOver) return;
      if (done) break;
      sent += value.length;
      if (sent > (this.#length ?? Infinity)) {
        throw new TypeError("Cannot send a body longer than its announced length");
      }
      if (value.length > 0 && !this.#write(value)) await this.#drained();
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
    // What the source says to that helps nobody: the request has ended already.
    this.#reader.cancel(reason).catch(() => {});
  }

  #write(bytes: Uint8Array): boolean {
    if (this.#length !== undefined) return this.#socket.write(bytes);
    this.#socket.cork();
    this.#socket.write(`${bytes.length.toString(16)}\r\n`, "latin1");
    this.#socket.write(bytes);
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
