/** What an {@linkcode AnswerStream} does to where its bytes come from. */
export interface AnswerSource {
  pause(): void;
  resume(): void;
  /** The reader wants no more; called at most once. */
  abandon(reason: unknown): void;
}

/** Takes the bytes of an {@linkcode AnswerStream} as they come. */
export interface AnswerSink {
  /** Takes the next bytes; `false` when no more should come before {@linkcode AnswerStream.resume}. */
  write(bytes: Uint8Array): boolean;
  end(): void;
  fail(reason: unknown): void;
}

type End = { readonly reason: unknown } | "complete";

/** As much as waits for a reader of the web's streams before the source is paused. */
const maxWaitingBytes = 64 * 1024;

/** The body of an answer that is handed on as it comes, no faster than it is taken. Whoever gets one reads or cancels it. */
export class AnswerStream {
  readonly #source: AnswerSource;
  /** What came before there was a sink. */
  #held: Uint8Array[] = [];
  #sink: AnswerSink | undefined;
  #end: End | undefined;
  #isTaken = false;

  constructor(source: AnswerSource) {
    this.#source = source;
  }

  /** Hands everything to `sink`, at once and until the end. Only one may take it. */
  take(sink: AnswerSink): void {
    if (this.#isTaken) throw new TypeError("Cannot read an answer twice");
    this.#isTaken = true;
    const held = this.#held;
    this.#held = [];
    let wantsMore = true;
    for (const bytes of held) wantsMore = sink.write(bytes);
    if (this.#end !== undefined) return finish(sink, this.#end);
    this.#sink = sink;
    if (wantsMore) this.#source.resume();
  }

  /** The whole body as a stream of the web's; it takes the answer. */
  toReadable(): ReadableStream<Uint8Array> {
    let controller: ReadableStreamDefaultController<Uint8Array>;
    const sink: AnswerSink = {
      write(bytes) {
        controller.enqueue(bytes);
        return (controller.desiredSize ?? 0) > 0;
      },
      end: () => controller.close(),
      fail: (reason) => controller.error(reason),
    };
    return new ReadableStream<Uint8Array>({
      start: (created) => {
        controller = created;
        this.take(sink);
      },
      pull: () => this.resume(),
      cancel: (reason) => this.cancel(reason),
    }, new ByteLengthQueuingStrategy({ highWaterMark: maxWaitingBytes }));
  }

  /** The sink wants more. */
  resume(): void {
    if (this.#sink !== undefined) this.#source.resume();
  }

  /** Gives the rest up, and the connection with it. */
  cancel(reason?: unknown): void {
    this.#isTaken = true;
    this.#held = [];
    this.#sink = undefined;
    if (this.#end !== undefined) return;
    this.#end = { reason };
    this.#source.abandon(reason);
  }

  /** For the connection: the next bytes. */
  push(bytes: Uint8Array): void {
    if (this.#end !== undefined || bytes.length === 0) return;
    if (this.#sink === undefined) this.#held.push(bytes);
    if (this.#sink?.write(bytes) !== true) this.#source.pause();
  }

  /** For the connection: all has come. */
  end(): void {
    this.#finish("complete");
  }

  /** For the connection: no more will come. */
  fail(reason: unknown): void {
    this.#finish({ reason });
  }

  #finish(end: End): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    const sink = this.#sink;
    this.#sink = undefined;
    if (sink !== undefined) finish(sink, end);
  }
}

function finish(sink: AnswerSink, end: End): void {
  if (end === "complete") sink.end();
  else sink.fail(end.reason);
}
