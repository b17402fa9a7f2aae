import type { Tag, TaggedUser, TagRefusal, TagStore } from "../account/tag_store.ts";
import { foldTagName, toTag } from "./account_rows.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlStatement } from "./driver.ts";

/** Tags in SQLite. They go with their bot. */
export class SqliteTagStore implements TagStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  tags(botId: number, after: number, limit: number): Promise<readonly Tag[]> {
    return attempt(() =>
      this.#prepare("SELECT * FROM tags WHERE bot_id = ? AND id > ? ORDER BY id LIMIT ?")
        .all(botId, after, limit).map(toTag)
    );
  }

  tag(botId: number, id: number): Promise<Tag | undefined> {
    return attempt(() => this.#find(botId, id));
  }

  insertTag(tag: Omit<Tag, "id">, max: number): Promise<Tag | TagRefusal> {
    return attempt(() =>
      this.#database.transaction(() => {
        const { botId, chatId, name, color, addedAtMs } = tag;
        const row = this.#prepare("SELECT count(*) AS count FROM tags WHERE bot_id = ?").get(botId);
        if (Number(row?.count) >= max) return "too-many";
        if (this.#isTaken({ ...tag, id: 0 })) return "name-taken";
        // From a SELECT, so that a bot that another process removed gives no row instead of an error.
        const { changes, lastInsertId } = this.#prepare(
          `INSERT INTO tags (chat_id, name, folded, color, added_at, bot_id)
           SELECT ?, ?, ?, ?, ?, id FROM bots WHERE id = ?`,
        ).run(chatId, name, foldTagName(name), color, addedAtMs, botId);
        return changes === 0 ? "absent" : { ...tag, id: lastInsertId };
      })
    );
  }

  updateTag(
    botId: number,
    id: number,
    patch: Partial<Pick<Tag, "name" | "color">>,
  ): Promise<Tag | TagRefusal> {
    return attempt(() =>
      this.#database.transaction(() => {
        const before = this.#find(botId, id);
        if (before === undefined) return "absent";
        const tag = { ...before, ...patch };
        if (this.#isTaken(tag)) return "name-taken";
        this.#prepare("UPDATE tags SET name = ?, folded = ?, color = ? WHERE id = ?")
          .run(tag.name, foldTagName(tag.name), tag.color, id);
        return tag;
      })
    );
  }

  deleteTag(botId: number, id: number): Promise<boolean> {
    return attempt(() =>
      this.#prepare("DELETE FROM tags WHERE bot_id = ? AND id = ?").run(botId, id).changes > 0
    );
  }

  tagUser(
    botId: number,
    id: number,
    { userId, taggedAtMs }: TaggedUser,
    max: number,
  ): Promise<TagRefusal | undefined> {
    return attempt(() =>
      this.#database.transaction(() => {
        if (this.#find(botId, id) === undefined) return "absent";
        if (this.#prepare("SELECT 1 FROM tagged_users WHERE tag_id = ? AND user_id = ?").get(id, userId)) {
          return undefined;
        }
        const row = this.#prepare("SELECT count(*) AS count FROM tagged_users WHERE tag_id = ?").get(id);
        if (Number(row?.count) >= max) return "too-many";
        this.#prepare("INSERT INTO tagged_users (tag_id, user_id, tagged_at) VALUES (?, ?, ?)")
          .run(id, userId, taggedAtMs);
        return undefined;
      })
    );
  }

  untagUser(botId: number, id: number, userId: number): Promise<boolean> {
    return attempt(() =>
      this.#prepare(
        "DELETE FROM tagged_users WHERE user_id = ? AND tag_id = (SELECT id FROM tags WHERE bot_id = ? AND id = ?)",
      ).run(userId, botId, id).changes > 0
    );
  }

  taggedUsers(botId: number, id: number, after: number, limit: number): Promise<readonly TaggedUser[]> {
    return attempt(() =>
      this.#prepare(
        `SELECT user_id, tagged_at FROM tagged_users
         WHERE tag_id = (SELECT id FROM tags WHERE bot_id = ? AND id = ?) AND user_id > ?
         ORDER BY user_id LIMIT ?`,
      ).all(botId, id, after, limit)
        .map((row) => ({ userId: Number(row.user_id), taggedAtMs: Number(row.tagged_at) }))
    );
  }

  tagsOf(botId: number, userIds: readonly number[]): Promise<ReadonlyMap<number, readonly Tag[]>> {
    return attempt(() => {
      const rows = this.#prepare(
        `SELECT tags.*, user_id FROM tagged_users JOIN tags ON tags.id = tag_id
         WHERE bot_id = ? AND user_id IN (SELECT value FROM json_each(?)) ORDER BY folded, tags.id`,
      ).all(botId, JSON.stringify(userIds));
      const byUser = Map.groupBy(rows, (row) => Number(row.user_id));
      return new Map([...byUser].map(([userId, rows]) => [userId, rows.map(toTag)]));
    });
  }

  untagEverywhere(botId: number, userId: number): Promise<void> {
    return attempt(() => {
      this.#prepare(
        "DELETE FROM tagged_users WHERE user_id = ? AND tag_id IN (SELECT id FROM tags WHERE bot_id = ?)",
      ).run(userId, botId);
    });
  }

  #find(botId: number, id: number): Tag | undefined {
    return this.#prepare("SELECT * FROM tags WHERE bot_id = ? AND id = ?").all(botId, id).map(toTag)[0];
  }

  #isTaken({ id, botId, chatId, name }: Pick<Tag, "id" | "botId" | "chatId" | "name">): boolean {
    return this.#prepare("SELECT 1 FROM tags WHERE bot_id = ? AND chat_id = ? AND folded = ? AND id <> ?")
      .get(botId, chatId, foldTagName(name), id) !== undefined;
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}
