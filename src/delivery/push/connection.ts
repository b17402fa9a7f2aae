import type { Socket } from "node:net";
import { AnswerParser, type ParsedAnswer } from "./answer_parser.ts";
import { PostFailure } from "./poster.ts";
import { wrongResponse } from "./wrong_response.ts";

/** The connection ended before the first byte of an answer. The official server does not tell the owner of it. */
export class ConnectionLost extends PostFailure {
  constructor(cause?: unknown) {
    super("Connection closed", { isTold: false, cause });
  }
}

export interface ConnectionOptions {
  readonly maxBodyBytes: number;
  /** Told once, when the connection cannot be used any more. */
  readonly onOver: (connection: Connection) => void;
}

/** The request under way. */
interface Exchange {
  readonly parser: AnswerParser;
  readonly signal: AbortSignal;
  readonly resolve: (answer: ParsedAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An open connection that carries one request after another. Whatever happens between requests ends it: a backend
 * says nothing unasked.
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
   * @throws {ConnectionLost} when not one byte of an answer came.
   * @throws {PostFailure} when it is no answer, is cut off or is too large; the reason of `signal` when that aborts.
   */
  exchange(request: Uint8Array, signal: AbortSignal): Promise<ParsedAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) return reject(new ConnectionLost());
      this.#exchange = { parser: new AnswerParser(this.#options.maxBodyBytes), signal, resolve, reject };
      if (signal.aborted) return this.#onAbort();
      signal.addEventListener("abort", this.#onAbort);
      this.#socket.write(request);
    });
  }

  /** Ends it; the request under way is rejected with `reason`. */
  destroy(reason: unknown): void {
    this.#takeExchange()?.reject(reason);
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.destroy();
    this.#options.onOver(this);
  }

  readonly #onAbort = (): void => this.destroy(this.#exchange?.signal.reason);

  #takeExchange(): Exchange | undefined {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.signal.removeEventListener("abort", this.#onAbort);
    return exchange;
  }

  #onData(bytes: Uint8Array): void {
    if (this.#exchange === undefined) return this.destroy(new ConnectionLost());
    try {
      const answer = this.#exchange.parser.push(bytes);
      if (answer !== undefined) this.#complete(answer);
    } catch (error) {
      this.destroy(error);
    }
  }

  #complete(answer: ParsedAnswer): void {
    const exchange = this.#takeExchange();
    // An answer to half a request: the rest of it would be taken for the next one.
    if (!answer.isKeptAlive || this.#socket.writableLength > 0) this.destroy(new ConnectionLost());
    exchange?.resolve(answer);
  }

  #onEnd(): void {
    if (this.#exchange?.parser.hasBegun !== true) return this.destroy(new ConnectionLost());
    try {
      this.#complete(this.#exchange.parser.end());
    } catch (error) {
      this.destroy(error);
    }
  }

  #onError(error: Error): void {
    this.destroy(this.#exchange?.parser.hasBegun === true ? wrongResponse(error) : new ConnectionLost(error));
  }
}
