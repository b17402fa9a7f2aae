/** A binary heap: the value with the lowest key first. Adding and taking cost O(log n), looking at the first O(1). */
export class MinHeap<T> {
  readonly #keys: number[] = [];
  readonly #values: T[] = [];

  get size(): number {
    return this.#keys.length;
  }

  /** Key of the first value; `Infinity` when there is none. */
  get firstKey(): number {
    return this.#keys[0] ?? Infinity;
  }

  /** The first value; `undefined` when there is none. */
  get first(): T | undefined {
    return this.#values[0];
  }

  add(key: number, value: T): void {
    let index = this.#keys.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#keys[parent]! <= key) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(index, key, value);
  }

  /** Takes the first value away and gives it; `undefined` when there is none. */
  take(): T | undefined {
    const first = this.#values[0];
    const key = this.#keys.pop();
    const value = this.#values.pop();
    const { length } = this.#keys;
    if (key === undefined || length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= length) break;
      if (child + 1 < length && this.#keys[child + 1]! < this.#keys[child]!) child++;
      if (this.#keys[child]! >= key) break;
      this.#move(child, index);
      index = child;
    }
    this.#put(index, key, value!);
    return first;
  }

  /** Every value, in no order. */
  values(): IterableIterator<T> {
    return this.#values.values();
  }

  clear(): void {
    this.#keys.length = 0;
    this.#values.length = 0;
  }

  #move(from: number, to: number): void {
    this.#keys[to] = this.#keys[from]!;
    this.#values[to] = this.#values[from]!;
  }

  #put(index: number, key: number, value: T): void {
    this.#keys[index] = key;
    this.#values[index] = value;
  }
}
