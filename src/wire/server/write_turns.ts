import { Queue } from "../../base/queue.ts";

/** Writes a slice of something large when its turn comes. */
export interface SliceWriter {
  /** Writes the next slice; returns its bytes. */
  writeSlice(): number;
}

/** Bytes that all writers together write in one turn: some 0.3 ms of copying into the kernel. */
const maxBytesPerTurn = 1024 * 1024;
/** After so many bytes the next turn is taken by a timer: Deno looks for input only then, and not between immediates. */
const maxBytesBetweenTimers = 4 * maxBytesPerTurn;

/**
 * Shares the event loop among large responses: a slice each, in order, and when a turn's bytes are used up, everything
 * else comes first. Without it, hundreds of clients that fetch megabytes stop everybody for seconds.
 */
export class WriteTurns {
  readonly #waiting = new Queue<SliceWriter>();
  #isScheduled = false;
  #bytesSinceTimer = 0;

  /** Puts a writer at the end of the queue. */
  add(writer: SliceWriter): void {
    this.#waiting.add(writer);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (this.#bytesSinceTimer < maxBytesBetweenTimers) setImmediate(this.#run);
    else {
      this.#bytesSinceTimer = 0;
      setTimeout(this.#run, 0);
    }
  }

  readonly #run = (): void => {
    this.#isScheduled = false;
    let left = maxBytesPerTurn;
    // Those that come back at once wait for the next turn.
    for (let count = this.#waiting.size; count > 0 && left > 0; count--) {
      left -= this.#waiting.take()!.writeSlice();
    }
    this.#bytesSinceTimer += maxBytesPerTurn - left;
    if (this.#waiting.size > 0) this.#schedule();
  };
}
