import type { DeadLetter, PushMemory, PushStore } from "../../delivery/push/push_store.ts";
import { errorColumn, toDeadLetter, toMemory } from "../push_rows.ts";
import { toJsonParameter } from "./json_rows.ts";
import type { PostgresDatabase } from "./sql.ts";

/** What push consumers remember, in PostgreSQL. Nothing that a power cut takes is missed: it comes again. */
export class PostgresPushStore implements PushStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async loadMemories(): Promise<readonly PushMemory[]> {
    return (await this.#database.all("SELECT * FROM push_memories")).map(toMemory);
  }

  async saveMemory({ consumerId, lastErrorAtMs, lastError, goneSinceMs }: PushMemory): Promise<void> {
    await this.#database.run(
      `INSERT INTO push_memories (consumer_id, last_error_at, last_error, gone_since) VALUES (?, ?, ?, ?)
       ON CONFLICT (consumer_id) DO UPDATE SET last_error_at = excluded.last_error_at,
         last_error = excluded.last_error, gone_since = excluded.gone_since`,
      [consumerId, lastErrorAtMs, errorColumn(lastError), goneSinceMs],
    );
  }

  async addDeadLetters(letters: readonly DeadLetter[]): Promise<void> {
    const rows = letters.map((letter) => ({
      consumer_id: letter.consumerId,
      position: letter.position,
      bot_id: letter.botId,
      kind: letter.kind,
      chat_id: letter.chatId,
      died_at: letter.diedAtMs,
      cause: letter.cause,
      attempts: letter.attempts,
      last_error: errorColumn(letter.lastError),
    }));
    await this.#database.run(
      `INSERT INTO dead_letters (consumer_id, position, bot_id, kind, chat_id, died_at, cause, attempts, last_error)
       SELECT consumer_id, position, bot_id, kind, chat_id, died_at, cause, attempts, last_error
       FROM json_populate_recordset(NULL::dead_letters, ?)
       ON CONFLICT (consumer_id, position) DO UPDATE SET bot_id = excluded.bot_id, kind = excluded.kind,
         chat_id = excluded.chat_id, died_at = excluded.died_at, cause = excluded.cause,
         attempts = excluded.attempts, last_error = excluded.last_error`,
      [toJsonParameter(rows)],
    );
  }

  async deadLetters(consumerId: number, after: number, limit: number): Promise<readonly DeadLetter[]> {
    const rows = await this.#database.all(
      "SELECT * FROM dead_letters WHERE consumer_id = ? AND position > ? ORDER BY position LIMIT ?",
      [consumerId, after, limit],
    );
    return rows.map(toDeadLetter);
  }

  async countDeadLetters(consumerId: number): Promise<number> {
    const row = await this.#database.get(
      "SELECT count(*) AS count FROM dead_letters WHERE consumer_id = ?",
      [consumerId],
    );
    return Number(row?.count);
  }

  async removeDeadLetter(consumerId: number, position: number): Promise<void> {
    await this.#database.run("DELETE FROM dead_letters WHERE consumer_id = ? AND position = ?", [
      consumerId,
      position,
    ]);
  }

  forget(consumerId: number): Promise<void> {
    return this.#database.transaction("push", async (sql) => {
      await sql.run("DELETE FROM dead_letters WHERE consumer_id = ?", [consumerId]);
      await sql.run("DELETE FROM push_memories WHERE consumer_id = ?", [consumerId]);
    });
  }
}
