import type { Socket } from "node:net";
import type { Deadlines } from "../deadlines.ts";
import type { AnswerHead } from "./answer_head.ts";
import { type AnswerOptions, AnswerParser, type ParsedAnswer } from "./answer_parser.ts";
import { BodyStream } from "./body_stream.ts";
import { connectionLost, ExchangeFailure, wrongResponse } from "./exchange_failure.ts";

export interface ConnectionOptions {
  readonly answers: AnswerOptions;
  /** How long the head of an answer is waited for, or the whole of one that is not streamed; for ever when absent. */
  readonly deadlines?: Deadlines | undefined;
  /** Told when an answer is complete and another request can be sent. */
  readonly onFree: (connection: Connection) => void;
  /** Told once, when the connection cannot be used any more. */
  readonly onOver: (connection: Connection) => void;
}

/** An answer whose body may still be on its way. */
export interface Answer {
  readonly head: AnswerHead;
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
}

/** The request under way. */
interface Exchange {
  readonly parser: AnswerParser;
  readonly signal: AbortSignal;
  readonly streamAboveBytes: number;
  readonly stopWaiting: (() => void) | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** Where the body goes, once it is more than is held. */
  stream: BodyStream | undefined;
}

/**
 * An open connection that carries one request after another. Whatever happens between requests ends it: a server says
 * nothing unasked.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  #exchange: Exchange | undefined;
  #isOver: boolean;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
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

  /**
   * Sends a whole request and resolves with the whole answer. One at a time. The connection is over after an answer
   * that does not keep it, and after every failure.
   *
   * @throws {ExchangeFailure} `lost` when not one byte of an answer came; when it is no answer, is cut off, is too
   * large or late.
   * @throws the reason of `signal` when that aborts.
   */
  exchange(request: Uint8Array, signal: AbortSignal): Promise<ParsedAnswer> {
    // No body is larger than infinity, so none is a stream.
    return this.#begin(request, signal, Infinity) as Promise<ParsedAnswer>;
  }

  /**
   * Like {@linkcode exchange}; a body beyond `streamAboveBytes` is handed on as it comes. What goes wrong with it then
   * is the stream's error.
   */
  exchangeStreaming(request: Uint8Array, signal: AbortSignal, streamAboveBytes: number): Promise<Answer> {
    return this.#begin(request, signal, streamAboveBytes);
  }

  /** Ends it; the request under way is rejected with `reason`. */
  destroy(reason: unknown): void {
    const exchange = this.#takeExchange();
    exchange?.reject(reason);
    exchange?.stream?.fail(reason);
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.destroy();
    this.#options.onOver(this);
  }

  readonly #onAbort = (): void => this.destroy(this.#exchange?.signal.reason);

  #begin(request: Uint8Array, signal: AbortSignal, streamAboveBytes: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) return reject(connectionLost());
      this.#exchange = {
        parser: new AnswerParser(this.#options.answers),
        signal,
        streamAboveBytes,
        stopWaiting: this.#options.deadlines?.start(() =>
          this.destroy(new ExchangeFailure("overdue", "The answer did not come in time"))
        ),
        resolve,
        reject,
        stream: undefined,
      };
      if (signal.aborted) return this.#onAbort();
      signal.addEventListener("abort", this.#onAbort);
      this.#socket.write(request);
    });
  }

  #takeExchange(): Exchange | undefined {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.stopWaiting?.();
    exchange?.signal.removeEventListener("abort", this.#onAbort);
    return exchange;
  }

  #onData(bytes: Uint8Array): void {
    if (this.#exchange === undefined) return this.destroy(connectionLost());
    try {
      const answer = this.#exchange.parser.push(bytes);
      if (answer === undefined) this.#stream(this.#exchange);
      else this.#complete(answer);
    } catch (error) {
      this.destroy(error);
    }
  }

  /** Hands on what came of the body, when it is or becomes a stream. */
  #stream(exchange: Exchange): void {
    const { parser, streamAboveBytes, resolve } = exchange;
    const { head } = parser;
    if (head === undefined) return;
    if (exchange.stream === undefined) {
      if (parser.heldBytes <= streamAboveBytes) return;
      exchange.stopWaiting?.();
      exchange.stream = this.#createStream();
      resolve({ head, body: exchange.stream.readable });
    }
    exchange.stream.push(parser.takeHeld());
  }

  #createStream(): BodyStream {
    return new BodyStream({
      pause: () => this.#socket.pause(),
      resume: () => this.#socket.resume(),
      abandon: (reason) => this.destroy(reason),
    });
  }

  #complete(answer: ParsedAnswer): void {
    const exchange = this.#takeExchange();
    // An answer to half a request: the rest of it would be taken for the next one.
    if (!answer.isKeptAlive || this.#socket.writableLength > 0) this.destroy(connectionLost());
    else this.#options.onFree(this);
    if (exchange?.stream === undefined) return exchange?.resolve(answer);
    // Paused, when the reader is behind.
    this.#socket.resume();
    exchange.stream.push(answer.body);
    exchange.stream.end();
  }

  #onEnd(): void {
    if (this.#exchange?.parser.hasBegun !== true) return this.destroy(connectionLost());
    try {
      this.#complete(this.#exchange.parser.end());
    } catch (error) {
      this.destroy(error);
    }
  }

  #onError(error: Error): void {
    this.destroy(this.#exchange?.parser.hasBegun === true ? wrongResponse(error) : connectionLost(error));
  }
}
