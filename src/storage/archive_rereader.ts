import type { RereadMessage, StoredMessage } from "../archive/archive_store.ts";
import { messageColumns, toMessage } from "./archive_rows.ts";
import type { ArchiveWriter } from "./archive_writer.ts";
import { lastDateMs } from "../telegram/date.ts";
import type { SqlDatabase, SqlValue } from "./driver.ts";

/** Reads messages once more that older versions archived. Runs inside a transaction of the caller's. */
export class ArchiveRereader {
  readonly #database: SqlDatabase;
  readonly #writer: ArchiveWriter;

  constructor(database: SqlDatabase, writer: ArchiveWriter) {
    this.#database = database;
    this.#writer = writer;
  }

  /** See `ArchiveStore.reread`. */
  step(limit: number, read: (message: StoredMessage) => RereadMessage): boolean {
    const beforeId = this.#database.prepare("SELECT before_id FROM rereading").get()?.before_id;
    if (beforeId === undefined || beforeId === null) return false;
    this.#mendDates(beforeId, limit);
    const messages = this.#database.prepare(
      `SELECT ${messageColumns} FROM messages m JOIN records r ON r.id = m.record_id
       WHERE m.id < ? ORDER BY m.id DESC LIMIT ?`,
    ).all(beforeId, limit).map(toMessage);
    for (const message of messages) this.#writer.writeAgain(message, read(message));
    for (const { botId, chatId } of distinct(messages, "chatId")) this.#writer.foldChat(botId, chatId);
    for (const { botId, userId } of distinct(messages, "userId")) this.#writer.foldUser(botId, userId);
    const last = messages.at(-1);
    const isMore = messages.length === limit && last !== undefined;
    if (isMore) this.#database.prepare("UPDATE rereading SET before_id = ?").run(last.id);
    else this.#database.prepare("DELETE FROM rereading").run();
    return isMore;
  }

  /** Puts dates right that were archived as they came, although Telegram can send none like them. */
  #mendDates(beforeId: SqlValue, limit: number): void {
    const rows = "SELECT id, record_id FROM messages WHERE id < ? ORDER BY id DESC LIMIT ?";
    this.#database.prepare(
      `UPDATE messages SET at = max(min(at, ?), 0), edited_at = max(min(edited_at, ?), 0)
       WHERE id IN (SELECT id FROM (${rows})) AND (at NOT BETWEEN 0 AND ? OR edited_at NOT BETWEEN 0 AND ?)`,
    ).run(lastDateMs, lastDateMs, beforeId, limit, lastDateMs, lastDateMs);
    this.#database.prepare(
      `UPDATE records SET at = max(min(at, ?), 0)
       WHERE id IN (SELECT record_id FROM (${rows})) AND at NOT BETWEEN 0 AND ?`,
    ).run(lastDateMs, beforeId, limit, lastDateMs);
  }
}

/** One message of each chat, or of each user, of each bot. */
function distinct(messages: readonly StoredMessage[], by: "chatId" | "userId"): Iterable<StoredMessage> {
  return new Map(messages.map((message) => [`${message.botId} ${message[by]}`, message])).values();
}
