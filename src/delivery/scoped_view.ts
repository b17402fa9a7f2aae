import type { Cursor } from "../journal/cursor.ts";
import type { CompiledFilter } from "../journal/filter.ts";

/** A consumer's filter narrowed to the kinds an access token may see. */
export class ScopedView {
  readonly #cursor: Cursor;
  readonly #scope: readonly string[];
  #source: CompiledFilter | undefined;
  #narrowed: CompiledFilter | undefined;

  constructor(cursor: Cursor, scope: readonly string[]) {
    this.#cursor = cursor;
    this.#scope = scope;
  }

  get filter(): CompiledFilter {
    if (this.#narrowed === undefined || this.#source !== this.#cursor.filter) {
      this.#source = this.#cursor.filter;
      this.#narrowed = this.#source.narrowed(this.#scope);
    }
    return this.#narrowed;
  }
}
