import type { PositionChunk } from "../journal/position_set.ts";
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
import { entryColumns } from "./entry_insert.ts";
import { damagedContent } from "./explain_failure.ts";
import type { CommitChange, PruneChange } from "./journal_change.ts";
import { type JournalChanges, type RepeatableChange, transactions } from "./journal_changes.ts";
import {
  bytesWithout,
  closeGaps,
  noBytes,
  toChunk,
  toCursorState,
  toEntry,
  toLogState,
} from "./journal_rows.ts";
import { JournalWriter } from "./journal_writer.ts";
import { entryChecksum, rowChecksum } from "./row_checksum.ts";

/** The file of a journal. */
interface JournalFile {
  readonly path: string;
  readonly onDamage: (error: StorageError) => void;
}

/** Journals in SQLite. How long a change lasts is up to the {@linkcode JournalChanges}. */
export class SqliteJournalStore implements JournalStore {
  readonly #database: SqlDatabase;
  readonly #path: string;
  readonly #onDamage: JournalFile["onDamage"];
  readonly #changes: JournalChanges;
  readonly #writer: JournalWriter;
  readonly #read: SqlStatement;
  readonly #readBackward: SqlStatement;
  readonly #findInPlace: SqlStatement;
  readonly #findMoved: SqlStatement;

  /**
   * @param database already migrated by `journalMigrations`.
   * @param onDamage told of an update whose bytes are not those that were written
   * @param changes keeps what is written; a transaction for each change unless given
   */
  constructor(
    database: SqlDatabase,
    { path, onDamage }: JournalFile = { path: "journal.db", onDamage() {} },
    changes: JournalChanges = transactions(database),
  ) {
    this.#database = database;
    this.#path = path;
    this.#onDamage = onDamage;
    this.#changes = changes;
    this.#writer = new JournalWriter(database);
    this.#read = database.prepare(
      `SELECT ${entryColumns}, bytes, checksum, previous FROM updates WHERE bot_id = ? AND position >= ? ORDER BY position LIMIT ?`,
    );
    this.#readBackward = database.prepare(
      `SELECT ${entryColumns} FROM updates WHERE bot_id = ? AND position < ? ORDER BY position DESC LIMIT ?`,
    );
    // An update is at the position of its id, where the primary key finds it, or in the index of those that do not.
    this.#findInPlace = database.prepare(
      `SELECT ${entryColumns}, bytes, checksum, previous FROM updates WHERE bot_id = ? AND position = ? AND upstream_id = position AND epoch = ?`,
    );
    // Without statistics SQLite would rather walk through the whole log of the bot.
    this.#findMoved = database.prepare(
      `SELECT ${entryColumns}, bytes, checksum, previous FROM updates INDEXED BY updates_moved
       WHERE bot_id = ? AND upstream_id = ? AND epoch = ? AND position <> upstream_id`,
    );
  }

  /** Repeats a change that was logged. */
  apply(change: CommitChange | PruneChange): void {
    this.#writer.apply(change);
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
    return this.#keep({ change: { do: "commit", appends, cursors }, outlives: "power cut" });
  }

  saveCursors(cursors: readonly CursorState[]): Promise<void> {
    // A confirmation lost by a power cut only repeats an update.
    return this.#keep({ change: { do: "commit", appends: [], cursors }, outlives: "kill" });
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
      const pruned = this.#writer.planPrune(state, beforeMs, maxBytes, limit, keptFrom);
      const last = pruned.removed.at(-1);
      if (last === undefined) return pruned;
      const change = { do: "prune", state: pruned.state, before: last.position + 1 } as const;
      // Nothing is wrong with what a power cut brings back.
      this.#changes.keep(() => this.#writer.apply(change), { change, outlives: "kill" });
      return pruned;
    });
  }

  forgetUser(state: LogState, userId: number): Promise<LogState> {
    return attempt(() =>
      this.#changes.keep(() => {
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
        const after: LogState = {
          ...state,
          count: state.count - Number(gone?.count),
          bytes: state.bytes - Number(gone?.bytes),
          firstPosition: this.#writer.firstFrom(botId, state.firstPosition) ?? state.lastPosition + 1,
        };
        this.#writer.writeLog(after);
        return after;
      })
    );
  }

  rewriteWithout(state: LogState, userId: number, from: number, limit: number): Promise<Rewritten> {
    return attempt(() =>
      this.#changes.keep(() => {
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
        if (isChanged) this.#writer.writeLog(after);
        return { state: after, isChanged, next };
      })
    );
  }

  deleteLog(botId: number): Promise<void> {
    return attempt(() => this.#changes.keep(() => this.#writer.deleteLog(botId)));
  }

  deleteCursor(consumerId: number): Promise<void> {
    return attempt(() => this.#changes.keep(() => this.#writer.deleteCursor(consumerId)));
  }

  #keep(repeatable: RepeatableChange & { readonly change: CommitChange }): Promise<void> {
    return attempt(() => this.#changes.keep(() => this.#writer.apply(repeatable.change), repeatable));
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
