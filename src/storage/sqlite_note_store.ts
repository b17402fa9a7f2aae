import type { Note, NoteLimits, NoteStore } from "../account/note_store.ts";
import { toNote } from "./account_rows.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlStatement, SqlValue } from "./driver.ts";

/** Notes in SQLite. They go with their bot. */
export class SqliteNoteStore implements NoteStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  notes(botId: number, userId: number, before: number, limit: number): Promise<readonly Note[]> {
    return attempt(() =>
      this.#prepare(
        "SELECT * FROM notes WHERE bot_id = ? AND user_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
      )
        .all(botId, userId, before, limit).map(toNote)
    );
  }

  countNotes(botId: number, userIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return attempt(() => {
      const rows = this.#prepare(
        `SELECT user_id, count(*) AS count FROM notes
         WHERE bot_id = ? AND user_id IN (SELECT value FROM json_each(?)) GROUP BY user_id`,
      ).all(botId, JSON.stringify(userIds));
      return new Map(rows.map((row) => [Number(row.user_id), Number(row.count)]));
    });
  }

  insertNote(
    note: Omit<Note, "id">,
    max: NoteLimits,
  ): Promise<Note | keyof NoteLimits | "absent"> {
    return attempt(() =>
      this.#database.transaction(() => {
        const { botId, userId, text, author, writtenAtMs } = note;
        if (this.#count("bot_id = ? AND user_id = ?", botId, userId) >= max.ofUser) return "ofUser";
        if (this.#count("bot_id = ?", botId) >= max.ofBot) return "ofBot";
        // From a SELECT, so that a bot that another process removed gives no row instead of an error.
        const { changes, lastInsertId } = this.#prepare(
          `INSERT INTO notes (user_id, text, author_kind, author_id, author_name, written_at, bot_id)
           SELECT ?, ?, ?, ?, ?, ?, id FROM bots WHERE id = ?`,
        ).run(userId, text, author.kind, author.id, author.name, writtenAtMs, botId);
        return changes === 0 ? "absent" : { ...note, id: lastInsertId };
      })
    );
  }

  deleteNote(botId: number, userId: number, id: number): Promise<boolean> {
    return attempt(() =>
      this.#prepare("DELETE FROM notes WHERE bot_id = ? AND user_id = ? AND id = ?").run(botId, userId, id)
        .changes > 0
    );
  }

  deleteNotesAbout(botId: number, userId: number): Promise<void> {
    return attempt(() => {
      this.#prepare("DELETE FROM notes WHERE bot_id = ? AND user_id = ?").run(botId, userId);
    });
  }

  #count(condition: string, ...values: SqlValue[]): number {
    return Number(
      this.#prepare(`SELECT count(*) AS count FROM notes WHERE ${condition}`).get(...values)?.count,
    );
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}
