import type { Tag, TaggedUser, TagRefusal, TagStore } from "../../account/tag_store.ts";
import { foldTagName, toTag } from "../account_rows.ts";
import type { PostgresDatabase, SqlRunner } from "./sql.ts";

/** Tags in PostgreSQL. They go with their bot. */
export class PostgresTagStore implements TagStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async tags(botId: number, after: number, limit: number): Promise<readonly Tag[]> {
    const rows = await this.#database.all(
      "SELECT * FROM tags WHERE bot_id = ? AND id > ? ORDER BY id LIMIT ?",
      [botId, after, limit],
    );
    return rows.map(toTag);
  }

  tag(botId: number, id: number): Promise<Tag | undefined> {
    return find(this.#database, botId, id);
  }

  insertTag(tag: Omit<Tag, "id">, max: number): Promise<Tag | TagRefusal> {
    return this.#database.transaction("registry", async (sql) => {
      const { botId, chatId, name, color, addedAtMs } = tag;
      const count = await sql.get("SELECT count(*) AS count FROM tags WHERE bot_id = ?", [botId]);
      if (Number(count?.count) >= max) return "too-many";
      if (await isTaken(sql, { ...tag, id: 0 })) return "name-taken";
      // From a SELECT, so that a bot that another node removed gives no row instead of an error.
      const row = await sql.get(
        `INSERT INTO tags (chat_id, name, folded, color, added_at, bot_id)
         SELECT ?, ?, ?, ?, ?, id FROM bots WHERE id = ? RETURNING id`,
        [chatId, name, foldTagName(name), color, addedAtMs, botId],
      );
      return row === undefined ? "absent" : { ...tag, id: Number(row.id) };
    });
  }

  updateTag(
    botId: number,
    id: number,
    patch: Partial<Pick<Tag, "name" | "color">>,
  ): Promise<Tag | TagRefusal> {
    return this.#database.transaction("registry", async (sql) => {
      const before = await find(sql, botId, id);
      if (before === undefined) return "absent";
      const tag = { ...before, ...patch };
      if (await isTaken(sql, tag)) return "name-taken";
      await sql.run("UPDATE tags SET name = ?, folded = ?, color = ? WHERE id = ?", [
        tag.name,
        foldTagName(tag.name),
        tag.color,
        id,
      ]);
      return tag;
    });
  }

  async deleteTag(botId: number, id: number): Promise<boolean> {
    return await this.#database.run("DELETE FROM tags WHERE bot_id = ? AND id = ?", [botId, id]) > 0;
  }

  tagUser(
    botId: number,
    id: number,
    { userId, taggedAtMs }: TaggedUser,
    max: number,
  ): Promise<TagRefusal | undefined> {
    return this.#database.transaction("registry", async (sql) => {
      if (await find(sql, botId, id) === undefined) return "absent";
      const user = [id, userId];
      if (await sql.get("SELECT 1 FROM tagged_users WHERE tag_id = ? AND user_id = ?", user)) {
        return undefined;
      }
      const row = await sql.get("SELECT count(*) AS count FROM tagged_users WHERE tag_id = ?", [id]);
      if (Number(row?.count) >= max) return "too-many";
      // From a SELECT, as above.
      await sql.run(
        "INSERT INTO tagged_users (user_id, tagged_at, tag_id) SELECT ?, ?, id FROM tags WHERE id = ?",
        [userId, taggedAtMs, id],
      );
      return undefined;
    });
  }

  async untagUser(botId: number, id: number, userId: number): Promise<boolean> {
    return await this.#database.run(
      "DELETE FROM tagged_users WHERE user_id = ? AND tag_id = (SELECT id FROM tags WHERE bot_id = ? AND id = ?)",
      [userId, botId, id],
    ) > 0;
  }

  async taggedUsers(
    botId: number,
    id: number,
    after: number,
    limit: number,
  ): Promise<readonly TaggedUser[]> {
    const rows = await this.#database.all(
      `SELECT user_id, tagged_at FROM tagged_users
       WHERE tag_id = (SELECT id FROM tags WHERE bot_id = ? AND id = ?) AND user_id > ?
       ORDER BY user_id LIMIT ?`,
      [botId, id, after, limit],
    );
    return rows.map((row) => ({ userId: Number(row.user_id), taggedAtMs: Number(row.tagged_at) }));
  }

  async tagsOf(botId: number, userIds: readonly number[]): Promise<ReadonlyMap<number, readonly Tag[]>> {
    const rows = await this.#database.all(
      `SELECT tags.*, user_id FROM tagged_users JOIN tags ON tags.id = tag_id
       WHERE bot_id = ? AND user_id IN (SELECT value::bigint FROM json_array_elements_text(?))
       ORDER BY folded, tags.id`,
      [botId, JSON.stringify(userIds)],
    );
    const byUser = Map.groupBy(rows, (row) => Number(row.user_id));
    return new Map([...byUser].map(([userId, rows]) => [userId, rows.map(toTag)]));
  }

  async untagEverywhere(botId: number, userId: number): Promise<void> {
    await this.#database.run(
      "DELETE FROM tagged_users WHERE user_id = ? AND tag_id IN (SELECT id FROM tags WHERE bot_id = ?)",
      [userId, botId],
    );
  }
}

async function find(sql: SqlRunner, botId: number, id: number): Promise<Tag | undefined> {
  const row = await sql.get("SELECT * FROM tags WHERE bot_id = ? AND id = ?", [botId, id]);
  return row && toTag(row);
}

async function isTaken(
  sql: SqlRunner,
  { id, botId, chatId, name }: Pick<Tag, "id" | "botId" | "chatId" | "name">,
): Promise<boolean> {
  const row = await sql.get(
    "SELECT 1 FROM tags WHERE bot_id = ? AND chat_id = ? AND folded = ? AND id <> ?",
    [botId, chatId, foldTagName(name), id],
  );
  return row !== undefined;
}
