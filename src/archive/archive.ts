import { type PackedUpdates, unpackUpdates } from "./packed_updates.ts";
import { readUpdate } from "./read_update.ts";
import type { ArchivedBot, ArchiveStore } from "./store.ts";

/** Records taken away in one transaction. */
const removalStep = 500;

/** What is archived, of all bots: written here, searched here, taken away here. The one owner of its store. */
export class Archive {
  readonly #store: ArchiveStore;
  readonly #positions: Map<number, number>;

  private constructor(store: ArchiveStore, bots: readonly ArchivedBot[]) {
    this.#store = store;
    this.#positions = new Map(bots.map(({ botId, position }) => [botId, position]));
  }

  /** An archive on its store. */
  static async open(store: ArchiveStore): Promise<Archive> {
    return new Archive(store, await store.bots());
  }

  /** Where the archive of each bot stands. */
  bots(): Promise<readonly ArchivedBot[]> {
    return this.#store.bots();
  }

  /** Archives a batch of updates. What was archived before is passed over. */
  async record(batch: PackedUpdates): Promise<void> {
    const { botId, nextPosition } = batch;
    const from = this.#positions.get(botId) ?? 0;
    const entries = unpackUpdates(batch).filter(({ position }) => position >= from)
      .map((update) => readUpdate(botId, update));
    await this.#store.commit({ botId, nextPosition, entries });
    this.#positions.set(botId, nextPosition);
  }

  /** From here on a bot's updates are archived next. */
  async setPosition(botId: number, position: number): Promise<void> {
    await this.#store.setPosition(botId, position);
    this.#positions.set(botId, position);
  }

  /** Takes away all that was archived of a bot, in small steps. */
  async removeBot(botId: number): Promise<void> {
    while ((await this.#store.removeBot(botId, removalStep)).isMore) await pause();
    this.#positions.delete(botId);
  }
}

/** Lets calls that wait have their turn. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
