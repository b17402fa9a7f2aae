import type { ChatMoveStore, KnownMove } from "../registry/chat_move_store.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase } from "./driver.ts";
import { transactSynced } from "./synced.ts";

/** Moves of chats in SQLite. */
export class SqliteChatMoveStore implements ChatMoveStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  load(): Promise<readonly KnownMove[]> {
    return attempt(() =>
      this.#database.prepare("SELECT * FROM chat_moves ORDER BY bot_id, from_id").all().map((row) => ({
        botId: Number(row.bot_id),
        from: Number(row.from_id),
        to: Number(row.to_id),
        atMs: Number(row.at),
      }))
    );
  }

  insert({ botId, from, to, atMs }: KnownMove): Promise<void> {
    return attempt(() =>
      transactSynced(this.#database, () => {
        this.#database.prepare(
          `INSERT INTO chat_moves (bot_id, from_id, to_id, at)
           SELECT id, ?, ?, ? FROM bots WHERE id = ? ON CONFLICT (bot_id, from_id) DO NOTHING`,
        ).run(from, to, atMs, botId);
      })
    );
  }
}
