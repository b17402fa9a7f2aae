import type { CursorState, JournalEntry, LogAppend, LogState, Pruned } from "../journal/journal_store.ts";
import { chunkOf } from "../journal/position_set.ts";
import type { SqlDatabase, SqlStatement } from "./driver.ts";
import { entryColumns, EntryInsert } from "./entry_insert.ts";
import { FreePages } from "./free_pages.ts";
import type { CommitChange, PruneChange } from "./journal_change.ts";
import { noBytes, toEntry } from "./journal_rows.ts";
import { rowChecksum } from "./row_checksum.ts";

/** Writes rows of a journal, within a transaction of the caller's. */
export class JournalWriter {
  readonly #database: SqlDatabase;
  readonly #insert: EntryInsert;
  readonly #saveLog: SqlStatement;
  readonly #saveCursor: SqlStatement;
  readonly #oldest: SqlStatement;
  readonly #next: SqlStatement;
  readonly #deleteBefore: SqlStatement;
  readonly #deleteLettersBefore: SqlStatement;
  readonly #saveChunk: SqlStatement;
  readonly #deleteChunks: SqlStatement;
  readonly #saveHidden: SqlStatement;
  readonly #deleteHidden: SqlStatement;
  readonly #freePages: FreePages;

  /** @param database already migrated by `journalMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#insert = new EntryInsert(database);
    this.#saveLog = database.prepare(
      `INSERT INTO logs (bot_id, epoch, next_offset, last_position, first_position, entries, bytes, checksum)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (bot_id) DO UPDATE SET epoch = excluded.epoch, next_offset = excluded.next_offset,
         last_position = excluded.last_position, first_position = excluded.first_position,
         entries = excluded.entries, bytes = excluded.bytes, checksum = excluded.checksum`,
    );
    this.#saveCursor = database.prepare(
      `INSERT INTO cursors (consumer_id, bot_id, position, allowed_history, lost, checksum)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (consumer_id) DO UPDATE SET position = excluded.position,
         allowed_history = excluded.allowed_history, lost = excluded.lost, checksum = excluded.checksum`,
    );
    this.#oldest = database.prepare(
      `SELECT ${entryColumns}, length(bytes) AS size FROM updates WHERE bot_id = ? ORDER BY position LIMIT ?`,
    );
    this.#next = database.prepare(
      "SELECT position FROM updates WHERE bot_id = ? AND position >= ? ORDER BY position LIMIT 1",
    );
    this.#freePages = new FreePages(database);
    this.#deleteBefore = database.prepare("DELETE FROM updates WHERE bot_id = ? AND position < ?");
    this.#deleteLettersBefore = database.prepare(
      "DELETE FROM dead_letters WHERE bot_id = ? AND position < ?",
    );
    this.#saveChunk = database.prepare(
      `INSERT INTO delivered (consumer_id, chunk, bits) VALUES (?, ?, ?)
       ON CONFLICT (consumer_id, chunk) DO UPDATE SET bits = excluded.bits`,
    );
    this.#deleteChunks = database.prepare("DELETE FROM delivered WHERE consumer_id = ? AND chunk < ?");
    this.#saveHidden = database.prepare(
      `INSERT INTO hidden (consumer_id, chunk, bits) VALUES (?, ?, ?)
       ON CONFLICT (consumer_id, chunk) DO UPDATE SET bits = excluded.bits`,
    );
    this.#deleteHidden = database.prepare("DELETE FROM hidden WHERE consumer_id = ? AND chunk < ?");
  }

  /** Carries out a change, or one that was logged once more. */
  apply(change: CommitChange | PruneChange): void {
    if (change.do === "prune") this.#prune(change);
    else this.#commit(change.appends, change.cursors);
  }

  /** What pruning would remove, and the state after it; see `JournalStore.prune`. */
  planPrune(
    state: LogState,
    beforeMs: number,
    maxBytes: number,
    limit: number,
    keptFrom: number | undefined,
  ): Pruned {
    const removed: Omit<JournalEntry, "bytes">[] = [];
    let bytes = state.bytes;
    for (const row of this.#oldest.all(state.botId, limit)) {
      const entry = toEntry(row, noBytes);
      if (entry.receivedAtMs >= beforeMs && bytes <= maxBytes) break;
      if (keptFrom !== undefined && entry.position >= keptFrom) break;
      removed.push(entry);
      bytes -= Number(row.size);
    }
    const last = removed.at(-1);
    if (last === undefined) return { state, removed };
    const count = state.count - removed.length;
    const next = count === 0 ? undefined : this.#next.get(state.botId, last.position + 1);
    const firstPosition = next === undefined ? state.lastPosition + 1 : Number(next.position);
    return { state: { ...state, count, bytes, firstPosition }, removed };
  }

  /** Position of the first update from `from` on. */
  firstFrom(botId: number, from: number): number | undefined {
    const row = this.#next.get(botId, from);
    return row === undefined ? undefined : Number(row.position);
  }

  writeLog(state: LogState): void {
    const { botId, epoch, nextOffset, lastPosition, firstPosition, count, bytes } = state;
    const values = [botId, epoch, nextOffset, lastPosition, firstPosition, count, bytes];
    this.#saveLog.run(...values, rowChecksum(values));
  }

  /** Removes all that is kept of a bot. */
  deleteLog(botId: number): void {
    const cursors = this.#database.prepare("SELECT consumer_id FROM cursors WHERE bot_id = ?").all(botId);
    for (const { consumer_id } of cursors) this.#deleteSets(Number(consumer_id));
    for (const table of ["updates", "logs", "cursors", "dead_letters"]) {
      this.#database.prepare(`DELETE FROM ${table} WHERE bot_id = ?`).run(botId);
    }
  }

  deleteCursor(consumerId: number): void {
    this.#database.prepare("DELETE FROM cursors WHERE consumer_id = ?").run(consumerId);
    this.#deleteSets(consumerId);
  }

  #commit(appends: readonly LogAppend[], cursors: readonly CursorState[]): void {
    for (const { state, entries } of appends) {
      this.#insert.run(state.botId, entries);
      this.writeLog(state);
    }
    for (const cursor of cursors) this.#writeCursor(cursor);
  }

  #prune({ state, before }: PruneChange): void {
    const { botId, firstPosition } = state;
    this.#deleteBefore.run(botId, before);
    this.#deleteLettersBefore.run(botId, before);
    this.#database.prepare("UPDATE updates SET previous = 0 WHERE bot_id = ? AND position = ?")
      .run(botId, firstPosition);
    this.writeLog(state);
    this.#freePages.giveBack();
  }

  #writeCursor(cursor: CursorState): void {
    const allowedHistory = JSON.stringify(cursor.allowedHistory);
    const values = [cursor.consumerId, cursor.botId, cursor.position, allowedHistory, cursor.lost];
    this.#saveCursor.run(...values, rowChecksum(values));
    const { consumerId, position, delivered, isWhole } = cursor;
    if (isWhole) this.#deleteChunks.run(consumerId, Number.MAX_SAFE_INTEGER);
    else if (delivered.length > 0) this.#deleteChunks.run(consumerId, chunkOf(position));
    for (const { index, bits } of delivered) this.#saveChunk.run(consumerId, index, bits);
    const { hidden, hiddenFrom } = cursor;
    if (hiddenFrom > 0) this.#deleteHidden.run(consumerId, chunkOf(hiddenFrom));
    for (const { index, bits } of hidden) this.#saveHidden.run(consumerId, index, bits);
  }

  #deleteSets(consumerId: number): void {
    this.#deleteChunks.run(consumerId, Number.MAX_SAFE_INTEGER);
    this.#deleteHidden.run(consumerId, Number.MAX_SAFE_INTEGER);
  }
}
