import type { ChatMoveStore, KnownMove } from "../../registry/chat_move_store.ts";
import type { PostgresDatabase } from "./sql.ts";

/** Moves of chats in PostgreSQL. */
export class PostgresChatMoveStore implements ChatMoveStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async load(): Promise<readonly KnownMove[]> {
    const rows = await this.#database.all("SELECT * FROM chat_moves ORDER BY bot_id, from_id");
    return rows.map(({ bot_id, from_id, to_id, at }) => ({
      botId: Number(bot_id),
      from: Number(from_id),
      to: Number(to_id),
      atMs: Number(at),
    }));
  }

  insert({ botId, from, to, atMs }: KnownMove): Promise<void> {
    return this.#database.transaction("registry", async (sql) => {
      await sql.run(
        `INSERT INTO chat_moves (from_id, to_id, at, bot_id)
         SELECT ?, ?, ?, id FROM bots WHERE id = ? ON CONFLICT (bot_id, from_id) DO NOTHING`,
        [from, to, atMs, botId],
      );
    });
  }
}
