/** What a {@linkcode BodyStream} does to where its bytes come from. */
export interface BodySource {
  pause(): void;
  resume(): void;
  /** The reader wants no more; called at most once. */
  abandon(reason: unknown): void;
}

/** As much as waits for the reader before the source is paused. */
const maxWaitingBytes = 64 * 1024;

/** A body handed on as it comes, no faster than it is read. */
export class BodyStream {
  readonly readable: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly #source: BodySource;

  constructor(source: BodySource) {
    this.#source = source;
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => source.resume(),
      cancel: (reason) => {
        this.#controller = undefined;
        source.abandon(reason);
      },
    }, new ByteLengthQueuingStrategy({ highWaterMark: maxWaitingBytes }));
  }

  push(bytes: Uint8Array): void {
    if (this.#controller === undefined || bytes.length === 0) return;
    this.#controller.enqueue(bytes);
    if ((this.#controller.desiredSize ?? 0) <= 0) this.#source.pause();
  }

  end(): void {
    this.#take()?.close();
  }

  fail(reason: unknown): void {
    this.#take()?.error(reason);
  }

  #take(): ReadableStreamDefaultController<Uint8Array> | undefined {
    const controller = this.#controller;
    this.#controller = undefined;
    return controller;
  }
}
