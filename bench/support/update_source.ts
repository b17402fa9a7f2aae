import { Buffer } from "node:buffer";
import { createServer, type Server, type Socket } from "node:net";
import { chatOf, firstId } from "./update_text.ts";

/** What a {@linkcode UpdateSource} hands out. */
export interface UpdateSourceOptions {
  readonly updates: number;
  /** 0 for as many as are asked for. */
  readonly perSecond: number;
  /** Told of the first hand-out of an update. */
  readonly onHandOut?: (id: number) => void;
}

const headEnd = Buffer.from("\r\n\r\n");
/** The bot that gets updates. */
const busyBot = "1000001";
const [afterId = "", afterMessageId = "", afterChat = ""] = [
  ',\n"message":{"message_id":',
  ',"from":{"id":42,"is_bot":false,"first_name":"Ann","language_code":"en"},"chat":{"id":',
  `,"first_name":"Ann","type":"private"},"date":${Math.floor(Date.now() / 1000)},"text":"${
    "x".repeat(100)
  }"}}`,
];

/**
 * A stand-in for Telegram with updates for one bot, on raw sockets so that it costs little: getUpdates is answered with up
 * to `limit` of them, in the spelling of upstream, after {@linkcode open} or a request for `/open`. Other bots get none. Any
 * other method succeeds.
 */
export class UpdateSource implements AsyncDisposable {
  readonly #options: UpdateSourceOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Polls that wait for an update. */
  readonly #waiting = new Set<() => void>();
  #openedMs = Infinity;
  #heldPolls = 0;
  #handedOut = firstId;
  #timer: ReturnType<typeof setInterval> | undefined;

  private constructor(options: UpdateSourceOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  /** Listens on a free port of the loopback. */
  static async listen(options: UpdateSourceOptions): Promise<UpdateSource> {
    const source = new UpdateSource(options);
    await new Promise<void>((resolve) => source.#server.listen(0, "127.0.0.1", resolve));
    return source;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("It does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Polls that are held, of all bots. */
  get heldPolls(): number {
    return this.#heldPolls;
  }

  /** From now on updates come in. */
  open(): void {
    this.#openedMs = performance.now();
    this.#wake();
    if (this.#options.perSecond > 0) this.#timer = setInterval(() => this.#wake(), 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The id before which updates exist by now. */
  #end(): number {
    const { updates, perSecond } = this.#options;
    if (performance.now() < this.#openedMs) return firstId;
    if (perSecond === 0) return firstId + updates;
    return firstId + Math.min(updates, Math.floor((performance.now() - this.#openedMs) * perSecond / 1000));
  }

  #wake(): void {
    for (const answer of [...this.#waiting]) answer();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let rest: Buffer | undefined;
    socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
    socket.on("data", (chunk: Buffer) => {
      let bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
      for (;;) {
        const length = lengthOf(bytes);
        if (length === undefined) break;
        this.#answer(socket, bytes.toString("latin1", 0, length));
        bytes = bytes.subarray(length);
      }
      rest = bytes.length === 0 ? undefined : bytes;
    });
  }

  #answer(socket: Socket, request: string): void {
    const requestLine = request.slice(0, request.indexOf("\r\n"));
    const bot = /\/bot(\d+):/.exec(requestLine)?.[1] ?? busyBot;
    if (requestLine.includes("/getUpdates")) return this.#poll(socket, request, bot === busyBot);
    if (requestLine.includes("/open ")) this.open();
    reply(
      socket,
      requestLine.includes("/getWebhookInfo")
        ? '{"ok":true,"result":{"url":""}}'
        : `{"ok":true,"result":{"id":${bot},"is_bot":true,"first_name":"Bench","username":"bench_bot"}}`,
    );
  }

  #poll(socket: Socket, request: string, isBusy: boolean): void {
    // In the query of plain programs, in the JSON of BotMux.
    const numberOf = (name: string) => Number(new RegExp(`${name}"?[:=](-?\\d+)`).exec(request)?.[1]);
    const from = Math.max(numberOf("offset") || 0, firstId);
    const limit = numberOf("limit") || 100;
    const waitMs = (numberOf("timeout") || 0) * 1000;
    const answer = (): boolean => {
      const to = Math.min(from + limit, this.#end());
      if (from >= to) return false;
      let body = '{"ok":true,"result":[';
      for (let id = from; id < to; id++) body += `${id === from ? "" : ","}${toUpdate(id)}`;
      for (; this.#handedOut < to; this.#handedOut++) this.#options.onHandOut?.(this.#handedOut);
      reply(socket, body + "]}");
      return true;
    };
    if (isBusy && answer()) return;
    this.#heldPolls++;
    const end = () => {
      this.#heldPolls--;
      clearTimeout(timer);
      this.#waiting.delete(wake);
      socket.off("close", end);
    };
    const wake = () => void (answer() && end());
    const timer = setTimeout(() => {
      end();
      reply(socket, '{"ok":true,"result":[]}');
    }, waitMs);
    if (isBusy) this.#waiting.add(wake);
    socket.once("close", end);
  }
}

function toUpdate(id: number): string {
  return `{"update_id":${id}${afterId}${id}${afterMessageId}${chatOf(id)}${afterChat}`;
}

/** Length of the first request of `bytes`; `undefined` until it is whole. */
function lengthOf(bytes: Buffer): number | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const bodyAt = end + headEnd.length;
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const last = bytes.indexOf("0\r\n\r\n", bodyAt);
    return last < 0 ? undefined : last + 5;
  }
  const length = bodyAt + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  return bytes.length < length ? undefined : length;
}

function reply(socket: Socket, body: string): void {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body, "latin1");
}
