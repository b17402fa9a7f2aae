/** When this many places at the front are empty, they are given back. */
const maxEmpty = 64;

/** First in, first out, without moving everything at each step. */
export class Queue<T> {
  readonly #items: T[] = [];
  #start = 0;

  get size(): number {
    return this.#items.length - this.#start;
  }

  /** The next one; `undefined` when the queue is empty. */
  get first(): T | undefined {
    return this.#items[this.#start];
  }

  add(item: T): void {
    this.#items.push(item);
  }

  /** Puts an item where `index` others come before it; costs as much as there are behind it. */
  insert(index: number, item: T): void {
    this.#items.splice(this.#start + Math.min(index, this.size), 0, item);
  }

  /** Takes the next one out; `undefined` when the queue is empty. */
  take(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#start];
    this.#start++;
    if (this.#start > maxEmpty && this.#start * 2 > this.#items.length) {
      this.#items.splice(0, this.#start);
      this.#start = 0;
    }
    return item;
  }

  /** Takes out the next ones, at most `count`. */
  takeUpTo(count: number): T[] {
    const items: T[] = [];
    for (let left = Math.min(count, this.size); left > 0; left--) items.push(this.take()!);
    return items;
  }

  /** Puts items back before all others, in their order. */
  putBack(items: readonly T[]): void {
    this.#items.splice(this.#start, 0, ...items);
  }

  /** Takes all out. */
  takeAll(): T[] {
    const items = this.#items.splice(0).slice(this.#start);
    this.#start = 0;
    return items;
  }
}
