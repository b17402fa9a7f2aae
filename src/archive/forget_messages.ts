import type { ArchiveStore } from "./archive_store.ts";
import type { MessagePlace } from "./facts.ts";

/** Messages of one step. */
const step = 100;
/** Records of a message that are taken away in one go. */
const maxRecords = 1000;

/** Takes away all that is recorded of some messages of a bot, in small steps; gives how many records that were. */
export async function forgetMessages(
  store: ArchiveStore,
  botId: number,
  places: readonly MessagePlace[],
  pause: () => Promise<void>,
): Promise<number> {
  let removed = 0;
  for (const [index, place] of places.entries()) {
    for (let left = maxRecords; left === maxRecords;) {
      const ids = (await store.recordsOf(botId, place, maxRecords)).map(({ id }) => id);
      await store.removeRecords(botId, ids);
      removed += ids.length;
      left = ids.length;
    }
    if (index % step === step - 1) await pause();
  }
  return removed;
}
