import { decodeUtf8 } from "../../src/base/bytes.ts";
import type { AppendOutcome, ReceivedUpdate } from "../../src/journal/received.ts";

/** Keeps updates in memory by the journal's rules: repeats are dropped byte for byte, lower ids begin a new epoch. */
export class MemorySink {
  /** What was kept, per bot. */
  readonly kept = new Map<number, string[]>();
  /** Made to fail, as on a full disk. */
  failure: Error | undefined;
  readonly #next = new Map<number, number>();
  readonly #known = new Map<number, Map<number, string>>();

  append(botId: number, updates: readonly ReceivedUpdate[]): Promise<AppendOutcome> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const known = this.#known.get(botId) ?? new Map<number, string>();
    const kept = this.kept.get(botId) ?? [];
    let nextOffset = this.#next.get(botId) ?? 0;
    let duplicates = 0;
    let newEpoch = false;
    for (const { facts: { updateId }, bytes } of updates) {
      const json = decodeUtf8(bytes);
      if (updateId < nextOffset && known.get(updateId) === json) {
        duplicates++;
        continue;
      }
      newEpoch ||= updateId < nextOffset;
      known.set(updateId, json);
      kept.push(json);
      nextOffset = updateId + 1;
    }
    this.#known.set(botId, known);
    this.kept.set(botId, kept);
    this.#next.set(botId, nextOffset);
    return Promise.resolve({ nextOffset, appended: updates.length - duplicates, duplicates, newEpoch });
  }
}
