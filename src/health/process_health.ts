import type { HealthReason } from "./reason.ts";

/** A part of BotMux that may be in trouble by itself, whatever the bots do, such as a database or a thread. */
export interface HealthSource {
  /** What is wrong now; empty while nothing is. Asked at every look at `/readyz`, so it must be cheap. */
  reasons(): readonly HealthReason[];
}

/** What is wrong with BotMux as a whole, as its parts tell it. */
export class ProcessHealth {
  readonly #sources = new Set<HealthSource>();

  /** Asks `source` from now on, until the returned function is called. */
  addSource(source: HealthSource): () => void {
    this.#sources.add(source);
    return () => void this.#sources.delete(source);
  }

  /** Everything that is wrong now. */
  reasons(): readonly HealthReason[] {
    return [...this.#sources].flatMap((source) => source.reasons());
  }
}
