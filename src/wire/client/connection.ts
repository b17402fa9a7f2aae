import type { Socket } from "node:net";
import { ReadFlow } from "../read_flow.ts";
import { AnswerReader } from "./answer_reader.ts";
import type { AnswerSource } from "./answer_stream.ts";
import { BodySender } from "./body_sender.ts";
import type { Exchange } from "./exchange.ts";
import { type RequestPrefix, type StreamedBody, toPieces, toStreamedHead } from "./client_request.ts";
import { lostBeforeAnswer, lostInAnswer } from "./request_failure.ts";

export interface ConnectionOptions {
  readonly prefix: RequestPrefix;
  /** Told when an answer is complete and another request can be sent. */
  readonly onFree: (connection: Connection) => void;
  /** Told once, when the connection cannot be used any more. */
  readonly onOver: (connection: Connection) => void;
}

const noBytes = new Uint8Array(0);

/**
 * An open connection that carries one request after another. Whatever happens between requests ends it: a server says
 * nothing unasked.
 */
export class Connection implements AnswerSource {
  readonly #socket: Socket;
  readonly #flow: ReadFlow;
  readonly #options: ConnectionOptions;
  readonly #reader = new AnswerReader(this);
  #exchange: Exchange | undefined;
  #sender: BodySender | undefined;
  #isOver: boolean;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#flow = new ReadFlow(socket);
    this.#options = options;
    this.#isOver = socket.destroyed;
    socket.on("data", (bytes: Uint8Array) => this.#onData(bytes));
    socket.on("end", () => this.#onEnd());
    socket.on("close", () => this.#onEnd());
    // Stays attached: a destroyed socket may still report an error.
    socket.on("error", (error) => this.#onError(error));
  }

  /** Whether it cannot be used any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Longest idleness after which the server still takes a request, as it says itself; `undefined` when it does not. */
  get keepAliveMs(): number | undefined {
    return this.#reader.keepAliveMs;
  }

  /** Sends a request and reads its answer. One at a time. It is over after an answer that does not keep it, and after every failure. */
  begin(exchange: Exchange): void {
    if (this.#isOver) return exchange.fail(lostBeforeAnswer({ mayHaveArrived: false }));
    const { request, options } = exchange;
    this.#exchange = exchange;
    exchange.cancelStage = this.#onCancel;
    exchange.isSent = true;
    this.#reader.begin(request.method, options.takesInformational === true);
    const { body = noBytes } = request;
    if (body instanceof Uint8Array) {
      for (const piece of toPieces(request, body, this.#options.prefix)) this.#socket.write(piece);
      return;
    }
    this.#socket.write(toStreamedHead(request, body, this.#options.prefix));
    void this.#sendBody(body);
  }

  /** Ends it; the request under way fails with `reason`. */
  destroy(reason: unknown): void {
    const exchange = this.#takeExchange();
    this.#sender?.stop(reason);
    this.#sender = undefined;
    const wasOver = this.#isOver;
    this.#isOver = true;
    this.#socket.destroy();
    // Before the connection's place goes to another request: this one may be sent again.
    exchange?.fail(reason);
    if (!wasOver) this.#options.onOver(this);
  }

  pause(): void {
    this.#flow.pause();
  }

  resume(): void {
    this.#flow.resume();
  }

  abandon(reason: unknown): void {
    this.destroy(reason);
  }

  /** For its reader: the head of an answer. */
  onHead(head: Parameters<Exchange["begin"]>[0]): void {
    this.#exchange?.begin(head, this);
  }

  /** For its reader: bytes of the body. */
  onBody(bytes: Uint8Array): void {
    this.#exchange?.push(bytes, this);
  }

  /** For its reader: the end of an answer. */
  onComplete(isKeptAlive: boolean): void {
    // An answer to half a request: the rest of it would be taken for the next one.
    const isSent = this.#sender === undefined && this.#socket.writableLength === 0;
    const exchange = this.#takeExchange();
    if (isKeptAlive && isSent) {
      this.resume();
      this.#options.onFree(this);
    } else this.destroy(lostBeforeAnswer());
    exchange?.complete();
  }

  readonly #onCancel = (reason: unknown): void => this.destroy(reason);

  #takeExchange(): Exchange | undefined {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    return exchange;
  }

  async #sendBody(body: StreamedBody): Promise<void> {
    const sender = this.#sender = new BodySender(this.#socket, body);
    try {
      await sender.send();
      if (this.#sender === sender) this.#sender = undefined;
    } catch (error) {
      if (this.#sender === sender) this.destroy(error);
    }
  }

  #onData(bytes: Uint8Array): void {
    if (this.#exchange === undefined) return this.destroy(lostBeforeAnswer());
    this.#exchange.receive();
    try {
      this.#reader.push(bytes);
    } catch (error) {
      this.destroy(error);
    }
  }

  #onEnd(): void {
    if (this.#exchange === undefined || !this.#reader.hasBegun) return this.destroy(lostBeforeAnswer());
    try {
      this.#reader.end();
    } catch (error) {
      this.destroy(error);
    }
  }

  #onError(cause: Error): void {
    const isWithin = this.#exchange !== undefined && this.#reader.hasBegun;
    this.destroy(isWithin ? lostInAnswer(cause) : lostBeforeAnswer({ cause }));
  }
}
