import { MinHeap } from "../../base/min_heap.ts";

/** Beyond this many that are done but stand behind one that is not, the heap is made anew. */
const maxDone = 4096;

/**
 * Positions that are looked at and not done. What is done is told by `isDone`, so that nothing has to be searched for
 * when a position in the middle is finished.
 */
export class Outstanding {
  readonly #isDone: (position: number) => boolean;
  #heap = new MinHeap<number>();
  #sizeAfterSweep = 0;

  constructor(isDone: (position: number) => boolean) {
    this.#isDone = isDone;
  }

  add(position: number): void {
    if (this.#heap.size > 2 * this.#sizeAfterSweep + maxDone) this.#sweep();
    this.#heap.add(position, position);
  }

  /** The lowest position that is not done, `position` counted as done; `Infinity` when there is none. */
  lowestBut(position: number): number {
    for (;;) {
      const first = this.#heap.firstKey;
      if (first === Infinity || (first !== position && !this.#isDone(first))) return first;
      this.#heap.take();
    }
  }

  #sweep(): void {
    const heap = new MinHeap<number>();
    for (const position of this.#heap.values()) {
      if (!this.#isDone(position)) heap.add(position, position);
    }
    this.#heap = heap;
    this.#sizeAfterSweep = heap.size;
  }
}
