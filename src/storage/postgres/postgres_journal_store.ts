import { StorageError } from "../../base/storage_error.ts";
import type {
  CursorState,
  JournalEntry,
  JournalStore,
  LogAppend,
  LogState,
  Pruned,
  Rewritten,
} from "../../journal/journal_store.ts";
import type { PackedFacts } from "../../journal/packed_entries.ts";
import type { PositionChunk } from "../../journal/position_set.ts";
import type { SqlRow, SqlValue } from "../driver.ts";
import { noBytes, toChunk, toCursorState, toLogState } from "../journal_rows.ts";
import { readEntries, readFacts } from "./batch_rows.ts";
import { appendParameters, cursorParameters } from "./commit_parameters.ts";
import { deleteWhere, rewriteWhere, saveShrunkLog } from "./journal_edits.ts";
import type { PostgresDatabase, SqlRunner } from "./sql.ts";

/** Batches that are read at once: each may hold a megabyte. */
const batchesPerRead = 4;
/** Batches of which only the facts are read at once. */
const factsPerRead = 50;

const saveCursors = "save_cursors(?::json, ?::json, ?::json, ?::bytea)";
const appendBatches = "append_batches(?::json, ?::json, ?::bytea)";

/** Journals in PostgreSQL. */
export class PostgresJournalStore implements JournalStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  load(): ReturnType<JournalStore["load"]> {
    return this.#database.snapshot(async (sql) => {
      const logs = await sql.all("SELECT * FROM logs ORDER BY bot_id");
      const chunks = Map.groupBy(
        await sql.all("SELECT * FROM cursor_chunks ORDER BY consumer_id, chunk"),
        ({ consumer_id, set_name }) => `${set_name} ${consumer_id}`,
      );
      const setOf = (name: "delivered" | "hidden", row: SqlRow): readonly PositionChunk[] =>
        chunks.get(`${name} ${row.consumer_id}`)?.map(toChunk) ?? [];
      const cursors = await sql.all("SELECT * FROM cursors ORDER BY consumer_id");
      return {
        logs: logs.map(toLogState),
        cursors: cursors.map((row) => toCursorState(row, setOf("delivered", row), setOf("hidden", row))),
      };
    });
  }

  /** @throws {StorageError} when nothing is kept; another error when a part of the answer was lost, or when a log was written by others. */
  async commit(appends: readonly LogAppend[], cursors: readonly CursorState[]): Promise<void> {
    if (appends.length === 0 && cursors.length === 0) return;
    const calls = [
      ...(appends.length === 0 ? [] : [{ text: appendBatches, values: appendParameters(appends) }]),
      ...(cursors.length === 0 ? [] : [{ text: saveCursors, values: cursorParameters(cursors) }]),
    ];
    try {
      await this.#database.run(
        `SELECT ${calls.map(({ text }) => text).join(", ")}`,
        calls.flatMap(({ values }) => values),
      );
    } catch (error) {
      if (!(error instanceof StorageError) || error.kind !== "unavailable") throw error;
      // The connection may have broken after the commit and before its answer.
      throw new Error("Cannot tell whether updates were stored", { cause: error });
    }
  }

  async saveCursors(cursors: readonly CursorState[]): Promise<void> {
    if (cursors.length === 0) return;
    // A confirmation lost by a power cut only repeats an update.
    await this.#database.run(
      `SELECT set_config('synchronous_commit', 'off', true), ${saveCursors}`,
      cursorParameters(cursors),
    );
  }

  async read(botId: number, from: number, limit: number, maxBytes: number): Promise<readonly JournalEntry[]> {
    const entries: JournalEntry[] = [];
    let bytes = 0;
    for (let next = from; entries.length < limit && bytes < maxBytes;) {
      const rows = await this.#batches("kinds, facts, batches.bytes", botId, next, batchesPerRead);
      for (const row of rows) {
        for (const entry of readEntries(row)) {
          if (entry.position < Math.max(next, Number(row.kept_from))) continue;
          if (entries.length === limit || bytes >= maxBytes) return entries;
          entries.push(entry);
          bytes += entry.bytes.length;
        }
      }
      if (rows.length < batchesPerRead) break;
      next = Number(rows.at(-1)?.last_position) + 1;
    }
    return entries;
  }

  async readBackward(botId: number, before: number, limit: number): Promise<readonly JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for (let end = before; entries.length < limit;) {
      const rows = await this.#database.all(
        `SELECT batches.first_position, kinds, facts, logs.first_position AS kept_from
         FROM batches JOIN logs USING (bot_id)
         WHERE bot_id = ? AND batches.first_position < ? AND batches.last_position >= logs.first_position
         ORDER BY batches.last_position DESC LIMIT ?`,
        [botId, end, factsPerRead],
      );
      for (const row of rows) {
        const wanted = readFacts(row).filter(({ position }) =>
          position < end && position >= Number(row.kept_from)
        );
        entries.push(...wanted.toReversed().map(withoutBytes));
      }
      if (rows.length < factsPerRead) break;
      end = Number(rows.at(-1)?.first_position);
    }
    return entries.slice(0, limit);
  }

  async findByUpstreamIds(
    botId: number,
    epoch: number,
    ids: readonly number[],
  ): Promise<readonly JournalEntry[]> {
    const rows = await this.#database.all(
      `SELECT kinds, facts, batches.bytes, logs.first_position AS kept_from
       FROM batches JOIN logs USING (bot_id)
       WHERE bot_id = ? AND batches.last_position IN (
         SELECT found.last_position FROM json_array_elements_text(?) AS wanted (id) CROSS JOIN LATERAL (
           (SELECT last_position FROM batches WHERE bot_id = ? AND last_position >= wanted.id::bigint
            ORDER BY last_position LIMIT 1)
           UNION ALL
           (SELECT last_position FROM batches
            WHERE bot_id = ? AND max_moved >= wanted.id::bigint AND min_moved <= wanted.id::bigint)
         ) AS found
       ) ORDER BY batches.last_position`,
      [botId, JSON.stringify(ids), botId, botId],
    );
    const wanted = new Set(ids);
    return rows.flatMap((row) =>
      readEntries(row).filter((entry) =>
        entry.epoch === epoch && wanted.has(entry.upstreamId) && entry.position >= Number(row.kept_from)
      )
    );
  }

  async firstReceivedSince(botId: number, timeMs: number): Promise<number | undefined> {
    for (let next = 0;;) {
      const rows = await this.#database.all(
        `SELECT batches.last_position, kinds, facts, logs.first_position AS kept_from
         FROM batches JOIN logs USING (bot_id)
         WHERE bot_id = ? AND received_at >= ? AND batches.last_position >= greatest(?, logs.first_position)
         ORDER BY batches.last_position LIMIT 1`,
        [botId, timeMs, next],
      );
      const [row] = rows;
      if (row === undefined) return undefined;
      const found = readFacts(row).find(({ position, receivedAtMs }) =>
        receivedAtMs >= timeMs && position >= Number(row.kept_from)
      );
      if (found !== undefined) return found.position;
      next = Number(row.last_position) + 1;
    }
  }

  async countBetween(botId: number, from: number, before: number): Promise<number> {
    let count = 0;
    for await (const facts of this.#facts(botId, from)) {
      for (const { position } of facts) {
        if (position >= before) return count;
        count++;
      }
    }
    return count;
  }

  async prune(
    ...[state, beforeMs, maxBytes, limit, keptFrom]: Parameters<JournalStore["prune"]>
  ): Promise<Pruned> {
    const { botId } = state;
    const removed: PackedFacts[] = [];
    let bytes = state.bytes;
    let next: number | undefined;
    collect: for await (const facts of this.#facts(botId, 0)) {
      for (const entry of facts) {
        const isKept = removed.length === limit || entry.receivedAtMs >= beforeMs && bytes <= maxBytes ||
          keptFrom !== undefined && entry.position >= keptFrom;
        next = entry.position;
        if (isKept) break collect;
        removed.push(entry);
        bytes -= entry.length;
        next = undefined;
      }
    }
    if (removed.length === 0) return { state, removed };
    const firstPosition = next ?? state.lastPosition + 1;
    const after = { ...state, count: state.count - removed.length, bytes, firstPosition };
    await this.#change(async (sql) => {
      // What a batch holds beside what is kept goes with the rest of it.
      await sql.run("DELETE FROM batches WHERE bot_id = ? AND last_position < ?", [botId, firstPosition]);
      await sql.run("DELETE FROM dead_letters WHERE bot_id = ? AND position < ?", [botId, firstPosition]);
      await saveShrunkLog(sql, after);
    });
    return { state: after, removed: removed.map(({ length: _, ...facts }) => facts) };
  }

  forgetUser(state: LogState, userId: number): Promise<LogState> {
    return this.#change((sql) => deleteWhere(sql, state, userId));
  }

  rewriteWithout(state: LogState, userId: number, from: number, limit: number): Promise<Rewritten> {
    return this.#change((sql) => rewriteWhere(sql, { state, userId, from, limit }));
  }

  deleteLog(botId: number): Promise<void> {
    return this.#change(async (sql) => {
      await sql.run(
        "DELETE FROM cursor_chunks WHERE consumer_id IN (SELECT consumer_id FROM cursors WHERE bot_id = ?)",
        [botId],
      );
      for (const table of ["batches", "logs", "cursors", "dead_letters"]) {
        await sql.run(`DELETE FROM ${table} WHERE bot_id = ?`, [botId]);
      }
    });
  }

  deleteCursor(consumerId: number): Promise<void> {
    return this.#change(async (sql) => {
      await sql.run("DELETE FROM cursor_chunks WHERE consumer_id = ?", [consumerId]);
      await sql.run("DELETE FROM cursors WHERE consumer_id = ?", [consumerId]);
    });
  }

  /** What is known of a bot's entries from `from` on, batch by batch. */
  async *#facts(botId: number, from: number): AsyncGenerator<readonly PackedFacts[]> {
    for (let next = from;;) {
      const rows = await this.#batches("kinds, facts", botId, next, factsPerRead);
      for (const row of rows) {
        const start = Math.max(next, Number(row.kept_from));
        yield readFacts(row).filter(({ position }) => position >= start);
      }
      if (rows.length < factsPerRead) return;
      next = Number(rows.at(-1)?.last_position) + 1;
    }
  }

  #batches(columns: string, botId: number, from: number, limit: number): Promise<SqlRow[]> {
    return this.#database.all(
      `SELECT batches.last_position, ${columns}, logs.first_position AS kept_from
       FROM batches JOIN logs USING (bot_id)
       WHERE bot_id = ? AND batches.last_position >= greatest(?, logs.first_position)
       ORDER BY batches.last_position LIMIT ?`,
      [botId, from, limit] satisfies SqlValue[],
    );
  }

  #change<T>(work: (sql: SqlRunner) => Promise<T>): Promise<T> {
    return this.#database.transaction("journal", work);
  }
}

function withoutBytes({ length: _, ...facts }: PackedFacts): JournalEntry {
  return { ...facts, bytes: noBytes };
}
