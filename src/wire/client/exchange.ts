import type { CancelSignal } from "../../base/cancel_signal.ts";
import { toBodySource } from "../body_source.ts";
import { GrowingBytes } from "./growing_bytes.ts";
import type { ResponseHead } from "../syntax/response_head.ts";
import { type AnswerSource, AnswerStream } from "./answer_stream.ts";
import type { ClientRequest } from "./client_request.ts";
import { fault } from "../../faults/fault.ts";
import { RequestFailure, tooLargeAnswer } from "./request_failure.ts";
import type { AnswerTimer, AnswerTimers } from "./answer_timers.ts";

/** How one request is sent, and its answer taken. */
export interface RequestOptions {
  readonly signal?: CancelSignal | undefined;
  /**
   * Whether it may be sent a second time, on a new connection, when a kept-alive one ends before the first byte of an
   * answer (RFC 9112 9.3.1): the server had most likely closed it for idleness. A streamed body is never sent twice.
   */
  readonly mayRepeat: boolean;
  /** Maximum bytes of an answer's body that is not streamed. */
  readonly maxBytes?: number | undefined;
  /** Bodies beyond this many bytes are handed on as they come; absent: all are given whole. `answerMs` and `stallMs` end with the head of one. */
  readonly streamAboveBytes?: number | undefined;
  /**
   * How long the head of a streamed answer is waited for, or the whole of another; absent: as long as `signal` allows.
   * Includes the wait for a connection.
   */
  readonly answerMs?: number | undefined;
  /** Given this, `answerMs` is for the first byte, and the answer must not pause for longer than this afterwards. */
  readonly stallMs?: number | undefined;
  /** Whether an informational answer (1xx) is taken for the whole one. Otherwise they are passed over. */
  readonly takesInformational?: boolean | undefined;
}

/** An answer whose body may still be on its way. */
export interface Answer {
  readonly head: ResponseHead;
  readonly body: Uint8Array<ArrayBuffer> | AnswerStream;
}

/** An answer that is complete. */
export interface WholeAnswer extends Answer {
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Where an exchange goes when it is over. */
export interface ExchangeOutcome {
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
}

/** One request and its answer, from when it is asked for until all of the answer has come. */
export class Exchange {
  readonly request: ClientRequest;
  readonly options: RequestOptions;
  /** What ends the stage it is in: waiting, connecting, or under way. The exchange is failed by it. */
  cancelStage: ((reason: unknown) => void) | undefined;
  /** Sends it on a new connection when the one it was sent on is lost; absent: it fails then. */
  repeat: (() => void) | undefined;
  /** Whether bytes of it may have reached the server. */
  isSent = false;
  #outcome: ExchangeOutcome | undefined;
  #head: ResponseHead | undefined;
  /** The body so far, mostly all of it: a view of the bytes that came, which nobody else holds. */
  #first: Uint8Array | undefined;
  /** The body, once it came in several pieces. */
  #held: GrowingBytes | undefined;
  #stream: AnswerStream | undefined;
  readonly #timer: AnswerTimer | undefined;

  constructor(
    request: ClientRequest,
    options: RequestOptions,
    timers: AnswerTimers,
    outcome: ExchangeOutcome,
  ) {
    this.request = request;
    this.options = options;
    this.#outcome = outcome;
    const { signal } = options;
    if (signal?.aborted) {
      this.fail(signal.reason);
      return;
    }
    signal?.addEventListener("abort", this.#onAbort);
    this.#timer = timers.start(options, this.#onTimeout);
  }

  /** Whether nothing more will come of it. */
  get isOver(): boolean {
    return this.#outcome === undefined && this.#stream === undefined;
  }

  /** Bytes came. */
  receive(): void {
    this.#timer?.receive();
  }

  /** The head came. `source` is where the body's bytes come from. */
  begin(head: ResponseHead, source: AnswerSource): void {
    this.#head = head;
    const { framing } = head;
    if (framing.kind !== "length") return;
    const { streamAboveBytes = Infinity, maxBytes = Infinity } = this.options;
    if (framing.bytes > streamAboveBytes) this.#beginStream(source);
    else if (framing.bytes > maxBytes) throw tooLargeAnswer();
  }

  /** The next bytes of the body. */
  push(bytes: Uint8Array, source: AnswerSource): void {
    if (this.#stream !== undefined) return this.#stream.push(bytes);
    const { streamAboveBytes = Infinity, maxBytes = Infinity } = this.options;
    const length = ((this.#held ?? this.#first)?.length ?? 0) + bytes.length;
    if (length > streamAboveBytes) {
      const stream = this.#beginStream(source);
      stream.push(this.#takeHeld());
      stream.push(bytes);
    } else if (length > maxBytes) throw tooLargeAnswer();
    else this.#hold(bytes);
  }

  /** All of the answer came. */
  complete(): void {
    this.#settle();
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream !== undefined) return stream.end();
    const outcome = this.#outcome;
    this.#outcome = undefined;
    outcome?.resolve({ head: this.#head!, body: this.#takeHeld() });
  }

  /** No answer will come, or no more of it. */
  fail(reason: unknown): void {
    const { repeat } = this;
    this.repeat = undefined;
    if (repeat !== undefined && reason instanceof RequestFailure && reason.kind === "lost_before_answer") {
      return repeat();
    }
    this.#settle();
    const outcome = this.#outcome;
    const stream = this.#stream;
    this.#outcome = undefined;
    this.#stream = undefined;
    if (!this.isSent) this.#giveBodyUp(reason);
    stream?.fail(reason);
    outcome?.reject(reason);
  }

  /** Ends it from outside, whatever stage it is in. */
  cancel(reason: unknown): void {
    this.repeat = undefined;
    if (this.cancelStage === undefined) this.fail(reason);
    else this.cancelStage(reason);
  }

  readonly #onAbort = (): void => this.cancel(this.options.signal?.reason);

  readonly #onTimeout = (): void =>
    this.cancel(
      new RequestFailure("timeout", fault("response_timeout"), { mayHaveArrived: this.isSent }),
    );

  #hold(bytes: Uint8Array): void {
    if (this.#first === undefined && this.#held === undefined) this.#first = bytes;
    else {
      if (this.#held === undefined) {
        this.#held = new GrowingBytes();
        this.#held.append(this.#first!);
        this.#first = undefined;
      }
      this.#held.append(bytes);
    }
  }

  #takeHeld(): Uint8Array<ArrayBuffer> {
    const taken = this.#held?.take() ?? this.#first ?? noBytes;
    this.#first = undefined;
    // Sockets give bytes that nobody shares.
    return taken as Uint8Array<ArrayBuffer>;
  }

  #beginStream(source: AnswerSource): AnswerStream {
    this.#timer?.stop();
    this.repeat = undefined;
    const stream = this.#stream = new AnswerStream(source);
    const outcome = this.#outcome;
    this.#outcome = undefined;
    outcome?.resolve({ head: this.#head!, body: stream });
    return stream;
  }

  /** Nobody has begun to read it. */
  #giveBodyUp(reason: unknown): void {
    const { body } = this.request;
    if (body === undefined || body instanceof Uint8Array) return;
    const { stream } = body;
    (stream instanceof ReadableStream ? toBodySource(stream) : stream).cancel(reason);
  }

  #settle(): void {
    this.cancelStage = undefined;
    this.#timer?.stop();
    this.options.signal?.removeEventListener("abort", this.#onAbort);
  }
}

const noBytes = new Uint8Array(0);
