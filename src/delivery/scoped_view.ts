import type { Cursor } from "../journal/cursor.ts";
import type { CompiledFilter, ViewLimits } from "../journal/filter.ts";

/** What is seen of a bot's updates. */
interface View {
  readonly filter: CompiledFilter;
}

/** A consumer's filter narrowed to what an access token may see. */
class ScopedView implements View {
  readonly #cursor: Cursor;
  readonly #limits: ViewLimits;
  #source: CompiledFilter | undefined;
  #narrowed: CompiledFilter | undefined;

  constructor(cursor: Cursor, limits: ViewLimits) {
    this.#cursor = cursor;
    this.#limits = limits;
  }

  get filter(): CompiledFilter {
    if (this.#narrowed === undefined || this.#source !== this.#cursor.filter) {
      this.#source = this.#cursor.filter;
      this.#narrowed = this.#source.narrowed(this.#limits);
    }
    return this.#narrowed;
  }
}

/** What is seen of a consumer's updates within limits: the cursor itself where they hide nothing. */
export function viewOf(cursor: Cursor, limits: ViewLimits): View {
  const { updates, topics } = limits;
  return updates === undefined && topics === undefined ? cursor : new ScopedView(cursor, limits);
}
