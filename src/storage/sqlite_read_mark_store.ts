import type { ChatPlace, ReadMark, ReadMarkStore, ReadState } from "../account/read_mark_store.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase } from "./driver.ts";

/** How far operators have read, in SQLite. It goes with the operator. */
export class SqliteReadMarkStore implements ReadMarkStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  readState(operatorId: number, places: readonly ChatPlace[], nowMs: number): Promise<ReadState> {
    return attempt(() =>
      this.#database.transaction(() => ({
        sinceMs: this.#since(operatorId, nowMs),
        marks: places.flatMap(({ botId, chatId }): ReadMark[] => {
          const row = this.#database.prepare(
            "SELECT message_id FROM read_marks WHERE operator_id = ? AND bot_id = ? AND chat_id = ?",
          ).get(operatorId, botId, chatId);
          return row === undefined ? [] : [{ botId, chatId, messageId: Number(row.message_id) }];
        }),
      }))
    );
  }

  moveMark(operatorId: number, mark: ReadMark, nowMs: number, max: number): Promise<void> {
    return attempt(() =>
      this.#database.transaction(() => {
        this.#since(operatorId, nowMs);
        // From a SELECT, so that an operator who was just removed gives no row instead of an error.
        this.#database.prepare(
          `INSERT INTO read_marks (operator_id, bot_id, chat_id, message_id, at)
           SELECT id, ?, ?, ?, ? FROM operators WHERE id = ?
           ON CONFLICT DO UPDATE SET message_id = excluded.message_id, at = excluded.at
           WHERE excluded.message_id > message_id`,
        ).run(mark.botId, mark.chatId, mark.messageId, nowMs, operatorId);
        this.#fold(operatorId, max);
      })
    );
  }

  /** From when on an operator reads. */
  #since(operatorId: number, nowMs: number): number {
    this.#database.prepare(
      "INSERT OR IGNORE INTO read_since (operator_id, at) SELECT id, ? FROM operators WHERE id = ?",
    ).run(nowMs, operatorId);
    const row = this.#database.prepare("SELECT at FROM read_since WHERE operator_id = ?").get(operatorId);
    return row === undefined ? nowMs : Number(row.at);
  }

  #fold(operatorId: number, max: number): void {
    const oldest = this.#database.prepare(
      "SELECT at FROM read_marks WHERE operator_id = ? ORDER BY at DESC LIMIT 1 OFFSET ?",
    ).get(operatorId, max);
    if (oldest === undefined) return;
    const at = Number(oldest.at);
    this.#database.prepare("DELETE FROM read_marks WHERE operator_id = ? AND at <= ?").run(operatorId, at);
    this.#database.prepare("UPDATE read_since SET at = max(at, ?) WHERE operator_id = ?").run(at, operatorId);
  }
}
