import type { Clock } from "../base/clock.ts";
import type { AuditEntry } from "./account_records.ts";
import type { AuditFilter, AuditStore } from "./account_store.ts";

/** How long entries are kept, in milliseconds. */
const keptMs = 365 * 86_400_000;
/** Maximum entries that are kept. */
const maxEntries = 200_000;
/** Maximum entries of calls that AI agents made: they call often, and must not push out what people did. */
const maxAgentEntries = 100_000;
/** Old entries are removed once in so many new ones. */
const pruneEvery = 256;
const maxTargetLength = 500;

/** Who did what to whom, when, from where and with which result. Entries are added, and fall out when they are old. */
export class AuditLog {
  readonly #store: AuditStore;
  readonly #clock: Clock;

  constructor(store: AuditStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Writes an entry down. */
  async add(entry: Omit<AuditEntry, "id" | "atMs">): Promise<void> {
    const atMs = this.#clock.now();
    const id = await this.#store.appendAudit({
      ...entry,
      target: entry.target.slice(0, maxTargetLength),
      atMs,
    });
    if (id % pruneEvery === 0) await this.#store.pruneAudit(atMs - keptMs, maxEntries, maxAgentEntries);
  }

  /** Up to `limit` entries, the newest first. */
  find(filter: AuditFilter, limit: number): Promise<readonly AuditEntry[]> {
    return this.#store.audit(filter, limit);
  }
}
