import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";

/** A connection to Redis that sends commands and calls back with the bytes of each reply. */
export class RedisClient {
  readonly #socket: Socket;
  readonly #replies: ((reply: Buffer) => void)[] = [];
  #rest: Buffer = Buffer.alloc(0);

  /** @param url `redis://host:port` */
  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = connect(Number(port), hostname).setNoDelay(true);
    this.#socket.on("error", () => {}).on("data", (chunk: Buffer) => this.#read(chunk));
  }

  /** Sends a command; resolves with its reply as Redis spells it. */
  send(...words: readonly string[]): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#replies.push(resolve);
      this.#socket.write(encodeCommand(words));
    });
  }

  /** Sends commands in one go; resolves when all are answered. @throws {Error} when Redis refuses one. */
  async sendAll(commands: readonly (readonly string[])[]): Promise<void> {
    const replies = commands.map(() => new Promise<Buffer>((resolve) => this.#replies.push(resolve)));
    this.#socket.write(commands.map(encodeCommand).join(""));
    const refused = (await Promise.all(replies)).find((reply) => reply[0] === 45); // "-"
    if (refused !== undefined) throw new Error(refused.toString());
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const end = endOfReply(this.#rest, at);
      if (end === undefined) break;
      this.#replies.shift()?.(this.#rest.subarray(at, end));
      at = end;
    }
    this.#rest = this.#rest.subarray(at);
  }
}

function encodeCommand(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
}

/** Where the reply that begins at `at` ends; `undefined` until it is whole. */
function endOfReply(bytes: Buffer, at: number): number | undefined {
  let left = 1;
  while (left > 0) {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const kind = bytes[at];
    left--;
    if (kind === 36) { // "$": so many bytes and a line break; none for -1.
      const length = Number(bytes.toString("latin1", at + 1, end));
      at = length < 0 ? end + 2 : end + 4 + length;
      if (at > bytes.length) return undefined;
      continue;
    }
    if (kind === 42) left += Math.max(0, Number(bytes.toString("latin1", at + 1, end))); // "*"
    at = end + 2;
  }
  return at;
}
