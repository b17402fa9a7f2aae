import { chunkOf, type PositionChunk } from "../journal/position_set.ts";
import type {
  CursorState,
  JournalEntry,
  JournalStore,
  LogAppend,
  LogState,
  Pruned,
  Rewritten,
} from "../journal/journal_store.ts";
import { StorageError } from "../base/storage_error.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlRow, SqlStatement } from "./driver.ts";
import { entryColumns, EntryInsert } from "./entry_insert.ts";
import { damagedContent } from "./explain_failure.ts";
import { FreePages } from "./free_pages.ts";
import { bytesWithout, closeGaps, toChunk, toCursorState, toEntry, toLogState } from "./journal_rows.ts";
import { entryChecksum, rowChecksum } from "./row_checksum.ts";
import { transactUnsynced } from "./unsynced.ts";

/** Stands for bytes that were not asked for. */
const noBytes = new Uint8Array(0);

/** The file of a journal. */
interface JournalFile {
  readonly path: string;
  readonly onDamage: (error: StorageError) => void;
}

/** Journals in SQLite. `database` must run with `synchronous=FULL`, so that a resolved commit survives a power cut. */
export class SqliteJournalStore implements JournalStore {
  readonly #database: SqlDatabase;
  readonly #path: string;
  readonly #onDamage: JournalFile["onDamage"];
  readonly #insert: EntryInsert;
  readonly #saveLog: SqlStatement;
  readonly #saveCursor: SqlStatement;
  readonly #read: SqlStatement;
  readonly #readBackward: SqlStatement;
  readonly #findInPlace: SqlStatement;
  readonly #findMoved: SqlStatement;
  readonly #oldest: SqlStatement;
  readonly #deleteBefore: SqlStatement;
  readonly #deleteLettersBefore: SqlStatement;
  readonly #saveChunk: SqlStatement;
  readonly #deleteChunks: SqlStatement;
  readonly #saveHidden: SqlStatement;
  readonly #deleteHidden: SqlStatement;
  readonly #freePages: FreePages;

  /**
   * @param database already migrated by `journalMigrations`.
   * @param onDamage told of an update whose bytes are not those that were written
   */
  constructor(
    database: SqlDatabase,
    { path, onDamage }: JournalFile = { path: "journal.db", onDamage() {} },
  ) {
    this.#database = database;
    this.#path = path;
    this.#onDamage = onDamage;
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
    this.#read = database.prepare(
      `SELECT ${entryColumns}, bytes, checksum, previous FROM updates WHERE bot_id = ? AND position >= ? ORDER BY position LIMIT ?`,
    );
    this.#readBackward = database.prepare(
      `SELECT ${entryColumns} FROM updates WHERE bot_id = ? AND position < ? ORDER BY position DESC LIMIT ?`,
    );
    // An update stands at the position of its id, where the primary key finds it, or in the index of those that do not.
    this.#findInPlace = database.prepare(
      `SELECT ${entryColumns}, bytes, checksum, previous FROM updates WHERE bot_id = ? AND position = ? AND upstream_id = position AND epoch = ?`,
    );
    // Without statistics SQLite would rather walk through the whole log of the bot.
    this.#findMoved = database.prepare(
      `SELECT ${entryColumns}, bytes, checksum, previous FROM updates INDEXED BY updates_moved
       WHERE bot_id = ? AND upstream_id = ? AND epoch = ? AND position <> upstream_id`,
    );
    this.#oldest = database.prepare(
      `SELECT ${entryColumns}, length(bytes) AS size FROM updates WHERE bot_id = ? ORDER BY position LIMIT ?`,
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

  load(): ReturnType<JournalStore["load"]> {
    const logs = this.#loadRows("logs").map(toLogState);
    const delivered = this.#loadChunks("delivered");
    const hidden = this.#loadChunks("hidden");
    const cursors = this.#loadRows("cursors").map((row) => {
      const consumerId = Number(row.consumer_id);
      return toCursorState(row, delivered.get(consumerId) ?? [], hidden.get(consumerId) ?? []);
    });
    return Promise.resolve({ logs, cursors });
  }

  commit(appends: readonly LogAppend[], cursors: readonly CursorState[]): Promise<void> {
    return attempt(() =>
      this.#database.transaction(() => {
        for (const { state, entries } of appends) {
          this.#insert.run(state.botId, entries);
          this.#writeLog(state);
        }
        for (const cursor of cursors) this.#writeCursor(cursor);
      })
    );
  }

  saveCursors(cursors: readonly CursorState[]): Promise<void> {
    return attempt(() =>
      // A confirmation lost by a power cut only repeats an update.
      transactUnsynced(this.#database, () => {
        for (const cursor of cursors) this.#writeCursor(cursor);
      })
    );
  }

  read(botId: number, from: number, limit: number, maxBytes: number): Promise<readonly JournalEntry[]> {
    return attempt(() => {
      const entries: JournalEntry[] = [];
      let bytes = 0;
      let position = from;
      // In portions, so that a few large updates do not drag a hundred of them into memory.
      while (entries.length < limit && bytes < maxBytes) {
        const size = Math.min(limit - entries.length, 25);
        const portion = this.#readUntilDamage(botId, position, size, entries.length > 0);
        for (const entry of portion) {
          entries.push(entry);
          bytes += entry.bytes.length;
          position = entry.position + 1;
        }
        if (portion.length < size) break;
      }
      return entries;
    });
  }

  readBackward(botId: number, before: number, limit: number): Promise<readonly JournalEntry[]> {
    return attempt(() => this.#readBackward.all(botId, before, limit).map((row) => toEntry(row, noBytes)));
  }

  findByUpstreamIds(botId: number, epoch: number, ids: readonly number[]): Promise<readonly JournalEntry[]> {
    return attempt(() =>
      ids.flatMap((id) => {
        const inPlace = this.#findInPlace.all(botId, id, epoch);
        const rows = inPlace.length > 0 ? inPlace : this.#findMoved.all(botId, id, epoch);
        return rows.map((row) => this.#toWholeEntry(row));
      })
    );
  }

  firstReceivedSince(botId: number, timeMs: number): Promise<number | undefined> {
    return attempt(() => {
      const row = this.#database.prepare(
        "SELECT position FROM updates WHERE bot_id = ? AND received_at >= ? ORDER BY position LIMIT 1",
      ).get(botId, timeMs);
      return row === undefined ? undefined : Number(row.position);
    });
  }

  countBetween(botId: number, from: number, before: number): Promise<number> {
    return attempt(() => {
      const row = this.#database.prepare(
        "SELECT count(*) AS entries FROM updates WHERE bot_id = ? AND position >= ? AND position < ?",
      ).get(botId, from, before);
      return Number(row?.entries ?? 0);
    });
  }

  prune(...[state, beforeMs, maxBytes, limit, keptFrom]: Parameters<JournalStore["prune"]>): Promise<Pruned> {
    return attempt(() => {
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
      const next = count === 0 ? undefined : this.#read.get(state.botId, last.position + 1, 1);
      const firstPosition = next === undefined ? state.lastPosition + 1 : Number(next.position);
      const after: LogState = { ...state, count, bytes, firstPosition };
      this.#database.transaction(() => {
        this.#deleteBefore.run(state.botId, last.position + 1);
        this.#deleteLettersBefore.run(state.botId, last.position + 1);
        this.#database.prepare("UPDATE updates SET previous = 0 WHERE bot_id = ? AND position = ?")
          .run(state.botId, firstPosition);
        this.#writeLog(after);
      });
      this.#freePages.giveBack();
      return { state: after, removed };
    });
  }

  forgetUser(state: LogState, userId: number): Promise<LogState> {
    return attempt(() =>
      this.#database.transaction(() => {
        const { botId } = state;
        const theirs = "bot_id = ? AND (user_id = ? OR chat_id = ?)";
        const gone = this.#database.prepare(
          `SELECT count(*) AS count, coalesce(sum(length(bytes)), 0) AS bytes FROM updates WHERE ${theirs}`,
        ).get(botId, userId, userId);
        this.#database.prepare(
          `DELETE FROM dead_letters WHERE bot_id = ? AND position IN (SELECT position FROM updates WHERE ${theirs})`,
        ).run(botId, botId, userId, userId);
        this.#database.prepare(`DELETE FROM updates WHERE ${theirs}`).run(botId, userId, userId);
        this.#database.prepare(closeGaps).run(botId);
        const first = this.#read.get(botId, state.firstPosition, 1);
        const after: LogState = {
          ...state,
          count: state.count - Number(gone?.count),
          bytes: state.bytes - Number(gone?.bytes),
          firstPosition: first === undefined ? state.lastPosition + 1 : Number(first.position),
        };
        this.#writeLog(after);
        return after;
      })
    );
  }

  rewriteWithout(state: LogState, userId: number, from: number, limit: number): Promise<Rewritten> {
    return attempt(() =>
      this.#database.transaction(() => {
        const { botId } = state;
        // The number alone decides nothing, but most updates do not even hold it.
        const rows = this.#database.prepare(
          `SELECT ${entryColumns}, iif(instr(bytes, CAST(? AS BLOB)) > 0, bytes, NULL) AS bytes FROM updates
           WHERE bot_id = ? AND position >= ? ORDER BY position LIMIT ?`,
        ).all(String(userId), botId, from, limit);
        const save = this.#database.prepare(
          "UPDATE updates SET bytes = ?, checksum = ? WHERE bot_id = ? AND position = ?",
        );
        let change = 0;
        let isChanged = false;
        for (const row of rows) {
          const { bytes } = row;
          if (!(bytes instanceof Uint8Array)) continue;
          const left = bytesWithout(bytes, String(row.kind), userId);
          if (left === bytes) continue;
          const entry = toEntry(row, left);
          save.run(left, entryChecksum(entry), botId, entry.position);
          change += left.length - bytes.length;
          isChanged = true;
        }
        const last = rows.at(-1);
        const next = rows.length < limit || last === undefined ? undefined : Number(last.position) + 1;
        const after: LogState = { ...state, bytes: state.bytes + change };
        if (isChanged) this.#writeLog(after);
        return { state: after, isChanged, next };
      })
    );
  }

  deleteLog(botId: number): Promise<void> {
    return attempt(() =>
      this.#database.transaction(() => {
        for (
          const { consumer_id } of this.#database.prepare(
            "SELECT consumer_id FROM cursors WHERE bot_id = ?",
          ).all(botId)
        ) {
          this.#deleteChunks.run(consumer_id!, Number.MAX_SAFE_INTEGER);
          this.#deleteHidden.run(consumer_id!, Number.MAX_SAFE_INTEGER);
        }
        for (const table of ["updates", "logs", "cursors", "dead_letters"]) {
          this.#database.prepare(`DELETE FROM ${table} WHERE bot_id = ?`).run(botId);
        }
      })
    );
  }

  deleteCursor(consumerId: number): Promise<void> {
    return attempt(() =>
      this.#database.transaction(() => {
        this.#database.prepare("DELETE FROM cursors WHERE consumer_id = ?").run(consumerId);
        this.#deleteChunks.run(consumerId, Number.MAX_SAFE_INTEGER);
        this.#deleteHidden.run(consumerId, Number.MAX_SAFE_INTEGER);
      })
    );
  }

  /**
   * Up to `limit` entries; fewer where the next one cannot be read, so that readers get all that is before it.
   *
   * @param mayBeNone whether there are entries already; otherwise it throws when the first one cannot be read.
   */
  #readUntilDamage(
    botId: number,
    from: number,
    limit: number,
    mayBeNone: boolean,
  ): readonly JournalEntry[] {
    try {
      let next = from;
      return this.#read.all(botId, from, limit).map((row) => {
        // A damaged page may hide what is between, without an error.
        const previous = Number(row.previous);
        if (previous > 0 && previous >= next) {
          throw this.#damaged(`an update before ${row.position} is hidden`);
        }
        const entry = this.#toWholeEntry(row);
        next = entry.position + 1;
        return entry;
      });
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      if (limit === 1) {
        if (mayBeNone) return [];
        throw error;
      }
    }
    const entries: JournalEntry[] = [];
    for (let next = from; entries.length < limit;) {
      const [entry] = this.#readUntilDamage(botId, next, 1, mayBeNone || entries.length > 0);
      if (entry === undefined) break;
      entries.push(entry);
      next = entry.position + 1;
    }
    return entries;
  }

  /** @throws {StorageError} when the bytes are not those that were written. */
  #toWholeEntry(row: SqlRow): JournalEntry {
    const bytes = row.bytes as Uint8Array; // The column is a BLOB.
    const entry = toEntry(row, bytes);
    if (row.checksum === null || row.checksum === entryChecksum(entry)) return entry;
    throw this.#damaged(`update ${entry.position} is not what was written`);
  }

  #damaged(detail: string): StorageError {
    const error = damagedContent(this.#path, detail);
    this.#onDamage(error);
    return error;
  }

  #writeLog(state: LogState): void {
    const { botId, epoch, nextOffset, lastPosition, firstPosition, count, bytes } = state;
    const values = [botId, epoch, nextOffset, lastPosition, firstPosition, count, bytes];
    this.#saveLog.run(...values, rowChecksum(values));
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

  /** @throws {StorageError} when one is not what was written. */
  #loadRows(table: "logs" | "cursors"): SqlRow[] {
    return this.#database.prepare(`SELECT * FROM ${table}`).all().map(({ checksum, ...row }) => {
      if (checksum === null || checksum === rowChecksum(Object.values(row))) return row;
      throw damagedContent(this.#path, `a row of ${table} is not what was written`);
    });
  }

  #loadChunks(table: "delivered" | "hidden"): ReadonlyMap<number, readonly PositionChunk[]> {
    const rows = this.#database.prepare(`SELECT * FROM ${table}`).all();
    const chunks = Map.groupBy(rows, (row) => Number(row.consumer_id));
    return new Map([...chunks].map(([consumerId, pieces]) => [consumerId, pieces.map(toChunk)]));
  }
}
