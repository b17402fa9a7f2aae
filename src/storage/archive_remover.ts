import type { TakenAway } from "../archive/archive_store.ts";
import type { ArchiveContributors } from "./archive_contributors.ts";
import type { SqlDatabase, SqlRow, SqlStatement } from "./driver.ts";

const dayMs = 86_400_000;

/** What has to be known of a record to take it away. */
const columns = "id, chat_id, message_id, connection, at, length(raw) AS size";

/** Takes rows out of archive.db. All its methods run inside a transaction of the caller's. */
export class ArchiveRemover {
  readonly #database: SqlDatabase;
  readonly #contributors: ArchiveContributors;

  constructor(database: SqlDatabase, contributors: ArchiveContributors) {
    this.#database = database;
    this.#contributors = contributors;
  }

  /** See `ArchiveStore.prune`. */
  prune(botId: number, beforeMs: number, maxBytes: number, limit: number): TakenAway {
    let bytes = Number(this.#prepare("SELECT bytes FROM bots WHERE bot_id = ?").get(botId)?.bytes ?? 0);
    const oldest = this.#prepare(`SELECT ${columns} FROM records WHERE bot_id = ? ORDER BY id LIMIT ?`).all(
      botId,
      limit,
    );
    const taken: SqlRow[] = [];
    for (const row of oldest) {
      if (Number(row.at) >= beforeMs && bytes <= maxBytes) break;
      taken.push(row);
      bytes -= Number(row.size);
    }
    this.#remove(botId, taken);
    const isMore = taken.length === limit;
    // Who wrote how much is personal, and goes with the messages; numbers of a whole chat stay.
    if (!isMore && beforeMs > 0) this.#contributors.removeBefore(botId, Math.floor(beforeMs / dayMs));
    return { records: taken.length, isMore };
  }

  /** See `ArchiveStore.removeChat`. */
  removeChat(botId: number, chatId: number, limit: number): TakenAway {
    const rows = this.#prepare(`SELECT ${columns} FROM records WHERE bot_id = ? AND chat_id = ? LIMIT ?`)
      .all(botId, chatId, limit);
    this.#remove(botId, rows);
    const isMore = rows.length === limit || this.#contributors.removeChat(botId, chatId);
    if (!isMore) this.#forgetChat(botId, chatId);
    return { records: rows.length, isMore };
  }

  /** See `ArchiveStore.removeBot`. */
  removeBot(botId: number, limit: number): TakenAway {
    const rows = this.#prepare(`SELECT ${columns} FROM records WHERE bot_id = ? LIMIT ?`).all(botId, limit);
    this.#remove(botId, rows);
    const isMore = rows.length === limit;
    if (!isMore) {
      for (
        const table of [
          "bots",
          "chats",
          "users",
          "members",
          "topics",
          "polls",
          "hours",
          "counts",
          "contributors",
          "captured_calls",
        ]
      ) {
        this.#prepare(`DELETE FROM ${table} WHERE bot_id = ?`).run(botId);
      }
    }
    return { records: rows.length, isMore };
  }

  /** See `ArchiveStore.removeRecords`. */
  removeRecords(botId: number, ids: readonly number[]): void {
    const find = this.#prepare(`SELECT ${columns} FROM records WHERE id = ? AND bot_id = ?`);
    this.#remove(botId, ids.map((id) => find.get(id, botId)).filter((row) => row !== undefined));
  }

  /** See `ArchiveStore.removeUser`. */
  removeUser(botId: number, userId: number): boolean {
    this.#forgetChat(botId, userId);
    for (const table of ["users", "members", "join_requests"]) {
      this.#prepare(`DELETE FROM ${table} WHERE bot_id = ? AND user_id = ?`).run(botId, userId);
    }
    return this.#contributors.removeUser(botId, userId);
  }

  #remove(botId: number, rows: readonly SqlRow[]): void {
    if (rows.length === 0) return;
    const record = this.#prepare("DELETE FROM records WHERE id = ?");
    const shown = this.#prepare(
      `SELECT id FROM messages WHERE bot_id = ? AND chat_id = ? AND message_id = ? AND connection = ?
         AND record_id = ?`,
    );
    const message = this.#prepare("DELETE FROM messages WHERE id = ?");
    const words = this.#prepare("DELETE FROM message_words WHERE rowid = ?");
    let bytes = 0;
    for (const { id, chat_id, message_id, connection, size } of rows) {
      // Every column has a value: the table is STRICT and all are NOT NULL.
      const found = shown.get(botId, chat_id!, message_id!, connection!, id!);
      if (found !== undefined) {
        words.run(found.id!);
        message.run(found.id!);
      }
      record.run(id!);
      bytes += Number(size);
    }
    this.#prepare("UPDATE bots SET records = records - ?, bytes = bytes - ? WHERE bot_id = ?").run(
      rows.length,
      bytes,
      botId,
    );
  }

  /** All that is known of a chat but its records; the numbers of all chats together become smaller by its own. */
  #forgetChat(botId: number, chatId: number): void {
    if (chatId === 0) return;
    this.#prepare(
      `UPDATE counts SET count = counts.count - part.count FROM counts AS part
       WHERE counts.bot_id = ? AND counts.chat_id = 0 AND part.bot_id = counts.bot_id AND part.chat_id = ?
         AND part.thing = counts.thing AND part.day = counts.day AND part.name = counts.name`,
    ).run(botId, chatId);
    this.#prepare("DELETE FROM counts WHERE bot_id = ? AND (chat_id = ? OR (chat_id = 0 AND count <= 0))")
      .run(
        botId,
        chatId,
      );
    this.#prepare(
      `UPDATE hours SET incoming = hours.incoming - part.incoming, outgoing = hours.outgoing - part.outgoing
       FROM hours AS part WHERE hours.bot_id = ? AND hours.chat_id = 0 AND part.bot_id = hours.bot_id
         AND part.chat_id = ? AND part.hour = hours.hour`,
    ).run(botId, chatId);
    this.#prepare("DELETE FROM hours WHERE bot_id = ? AND chat_id = ?").run(botId, chatId);
    for (const table of ["chats", "members", "join_requests", "topics", "polls"]) {
      this.#prepare(`DELETE FROM ${table} WHERE bot_id = ? AND chat_id = ?`).run(botId, chatId);
    }
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}
