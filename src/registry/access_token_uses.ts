import { type Clock, sleep } from "../base/clock.ts";
import { unlessStorageFails } from "../base/storage_error.ts";
import type { RegistryStore } from "./registry_store.ts";

/** How exactly uses are noted, and how often they are written, in milliseconds. */
const stepMs = 60_000;

/** Options for {@linkcode AccessTokenUses}. */
export interface AccessTokenUsesOptions {
  readonly store: Pick<RegistryStore, "noteAccessTokenUses">;
  readonly clock: Clock;
  /** Milliseconds since the epoch by the token's id. */
  readonly uses: ReadonlyMap<number, number>;
  /** Whether there still is such a token. */
  readonly isKnown: (tokenId: number) => boolean;
}

/** When access tokens were last used, to the minute. Noting a use costs a look into a map. */
export class AccessTokenUses {
  readonly #options: AccessTokenUsesOptions;
  readonly #uses: Map<number, number>;
  readonly #unwritten = new Set<number>();

  constructor(options: AccessTokenUsesOptions) {
    this.#options = options;
    this.#uses = new Map(options.uses);
  }

  /** A call came with the token. */
  note(tokenId: number): void {
    const nowMs = this.#options.clock.now();
    if (nowMs - this.lastUsedMs(tokenId) < stepMs) return;
    this.#uses.set(tokenId, nowMs);
    this.#unwritten.add(tokenId);
  }

  /** Milliseconds since the epoch; 0 for never. */
  lastUsedMs(tokenId: number): number {
    return this.#uses.get(tokenId) ?? 0;
  }

  /** Writes what was noted every minute, and once more when `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(this.#options.clock, stepMs, signal);
      await this.#write();
    }
  }

  async #write(): Promise<void> {
    const { store, isKnown } = this.#options;
    for (const tokenId of this.#uses.keys()) {
      if (!isKnown(tokenId)) this.#uses.delete(tokenId);
    }
    const uses = [...this.#unwritten].map((tokenId) => [tokenId, this.lastUsedMs(tokenId)] as const);
    this.#unwritten.clear();
    if (uses.length > 0) await unlessStorageFails(store.noteAccessTokenUses(new Map(uses)));
  }
}
