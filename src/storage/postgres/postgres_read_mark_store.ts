import type { ChatPlace, ReadMark, ReadMarkStore, ReadState } from "../../account/read_mark_store.ts";
import type { PostgresDatabase, SqlRunner } from "./sql.ts";

/** How far operators have read, in PostgreSQL. It goes with the operator. */
export class PostgresReadMarkStore implements ReadMarkStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  readState(operatorId: number, places: readonly ChatPlace[], nowMs: number): Promise<ReadState> {
    return this.#database.transaction("accounts", async (sql) => {
      const sinceMs = await since(sql, operatorId, nowMs);
      const rows = await sql.all(
        `SELECT bot_id, chat_id, message_id FROM read_marks WHERE operator_id = ? AND (bot_id, chat_id) IN (
           SELECT (place ->> 0)::bigint, (place ->> 1)::bigint FROM json_array_elements(?) AS place)`,
        [operatorId, JSON.stringify(places.map(({ botId, chatId }) => [botId, chatId]))],
      );
      const marks = rows.map((row): ReadMark => ({
        botId: Number(row.bot_id),
        chatId: Number(row.chat_id),
        messageId: Number(row.message_id),
      }));
      return { sinceMs, marks };
    });
  }

  moveMark(operatorId: number, mark: ReadMark, nowMs: number, max: number): Promise<void> {
    return this.#database.transaction("accounts", async (sql) => {
      await since(sql, operatorId, nowMs);
      // From a SELECT, so that an operator who was just removed gives no row instead of an error.
      await sql.run(
        `INSERT INTO read_marks (bot_id, chat_id, message_id, at, operator_id)
         SELECT ?, ?, ?, ?, id FROM operators WHERE id = ?
         ON CONFLICT (operator_id, bot_id, chat_id) DO UPDATE SET message_id = excluded.message_id, at = excluded.at
         WHERE excluded.message_id > read_marks.message_id`,
        [mark.botId, mark.chatId, mark.messageId, nowMs, operatorId],
      );
      await fold(sql, operatorId, max);
    });
  }
}

/** From when on an operator reads. */
async function since(sql: SqlRunner, operatorId: number, nowMs: number): Promise<number> {
  await sql.run(
    "INSERT INTO read_since (at, operator_id) SELECT ?, id FROM operators WHERE id = ? ON CONFLICT DO NOTHING",
    [nowMs, operatorId],
  );
  const row = await sql.get("SELECT at FROM read_since WHERE operator_id = ?", [operatorId]);
  return row === undefined ? nowMs : Number(row.at);
}

async function fold(sql: SqlRunner, operatorId: number, max: number): Promise<void> {
  const oldest = await sql.get(
    "SELECT at FROM read_marks WHERE operator_id = ? ORDER BY at DESC LIMIT 1 OFFSET ?",
    [operatorId, max],
  );
  if (oldest === undefined) return;
  const at = Number(oldest.at);
  await sql.run("DELETE FROM read_marks WHERE operator_id = ? AND at <= ?", [operatorId, at]);
  await sql.run("UPDATE read_since SET at = greatest(at, ?) WHERE operator_id = ?", [at, operatorId]);
}
