import type { Note, NoteLimits, NoteStore } from "../../account/note_store.ts";
import { toNote } from "../account_rows.ts";
import type { SqlValue } from "../driver.ts";
import type { PostgresDatabase, SqlRunner } from "./sql.ts";

/** Notes in PostgreSQL. They go with their bot. */
export class PostgresNoteStore implements NoteStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async notes(botId: number, userId: number, before: number, limit: number): Promise<readonly Note[]> {
    const rows = await this.#database.all(
      "SELECT * FROM notes WHERE bot_id = ? AND user_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
      [botId, userId, before, limit],
    );
    return rows.map(toNote);
  }

  async countNotes(botId: number, userIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const rows = await this.#database.all(
      `SELECT user_id, count(*) AS count FROM notes
       WHERE bot_id = ? AND user_id IN (SELECT value::bigint FROM json_array_elements_text(?)) GROUP BY user_id`,
      [botId, JSON.stringify(userIds)],
    );
    return new Map(rows.map((row) => [Number(row.user_id), Number(row.count)]));
  }

  insertNote(note: Omit<Note, "id">, max: NoteLimits): Promise<Note | keyof NoteLimits | "absent"> {
    return this.#database.transaction("registry", async (sql) => {
      const { botId, userId, text, author, writtenAtMs } = note;
      if (await count(sql, "bot_id = ? AND user_id = ?", [botId, userId]) >= max.ofUser) return "ofUser";
      if (await count(sql, "bot_id = ?", [botId]) >= max.ofBot) return "ofBot";
      // From a SELECT, so that a bot that another node removed gives no row instead of an error.
      const row = await sql.get(
        `INSERT INTO notes (user_id, text, author_kind, author_id, author_name, written_at, bot_id)
         SELECT ?, ?, ?, ?, ?, ?, id FROM bots WHERE id = ? RETURNING id`,
        [userId, text, author.kind, author.id, author.name, writtenAtMs, botId],
      );
      return row === undefined ? "absent" : { ...note, id: Number(row.id) };
    });
  }

  async deleteNote(botId: number, userId: number, id: number): Promise<boolean> {
    return await this.#database.run("DELETE FROM notes WHERE bot_id = ? AND user_id = ? AND id = ?", [
      botId,
      userId,
      id,
    ]) > 0;
  }

  async deleteNotesAbout(botId: number, userId: number): Promise<void> {
    await this.#database.run("DELETE FROM notes WHERE bot_id = ? AND user_id = ?", [botId, userId]);
  }
}

async function count(sql: SqlRunner, condition: string, values: readonly SqlValue[]): Promise<number> {
  const row = await sql.get(`SELECT count(*) AS count FROM notes WHERE ${condition}`, values);
  return Number(row?.count);
}
