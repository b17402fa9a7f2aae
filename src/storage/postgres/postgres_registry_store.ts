import { type AccessToken, accessToken } from "../../registry/entities/access_token.ts";
import type { Bot, bot } from "../../registry/entities/bot.ts";
import type { Consumer, consumer } from "../../registry/entities/consumer.ts";
import type { RegistrySnapshot, RegistryStore } from "../../registry/registry_store.ts";
import type { SqlValue } from "../driver.ts";
import { EntityTable } from "../entity_rows.ts";
import type { SecretCipher } from "../secret_cipher.ts";
import { botTable, consumerTable } from "../secret_tables.ts";
import { nextRowId } from "./next_row_id.ts";
import type { PostgresDatabase, SqlRunner } from "./sql.ts";

const accessTokens = new EntityTable(accessToken, "access_tokens", "access token");

/** Bots, consumers and access tokens in PostgreSQL. */
export class PostgresRegistryStore implements RegistryStore {
  readonly #database: PostgresDatabase;
  readonly #bots: EntityTable<typeof bot>;
  readonly #consumers: EntityTable<typeof consumer>;
  /** Writes of this store, which its version leaves out. */
  #ownWrites = 0;

  /** @param cipher encrypts secrets; they are kept in the clear without one */
  constructor(database: PostgresDatabase, cipher?: SecretCipher) {
    this.#database = database;
    this.#bots = botTable(cipher);
    this.#consumers = consumerTable(cipher);
  }

  load(): Promise<RegistrySnapshot> {
    return this.#database.snapshot(async (sql) => ({
      bots: (await sql.all("SELECT * FROM bots ORDER BY id")).map(this.#bots.read),
      consumers: (await sql.all("SELECT * FROM consumers ORDER BY id")).map(this.#consumers.read),
      accessTokens: (await sql.all("SELECT * FROM access_tokens ORDER BY id")).map(accessTokens.read),
    }));
  }

  insertBot(bot: Bot, consumer: Omit<Consumer, "id">): Promise<Consumer | undefined> {
    return this.#write(async (sql) => {
      const insert = this.#bots.insert("WHERE true ON CONFLICT (id) DO NOTHING", ["id"]);
      const added = await sql.run(insert, [...this.#bots.values(bot, bot.id), bot.id]);
      return added === 0 ? undefined : await this.#insertConsumer(sql, consumer);
    });
  }

  saveBot(bot: Bot): Promise<void> {
    return this.#run(this.#bots.update, [...this.#bots.values(bot, bot.id), bot.id]);
  }

  deleteBot(botId: number): Promise<void> {
    return this.#run("DELETE FROM bots WHERE id = ?", [botId]);
  }

  insertConsumer(consumer: Omit<Consumer, "id">): Promise<Consumer | undefined> {
    return this.#write((sql) => this.#insertConsumer(sql, consumer));
  }

  saveConsumer(consumer: Consumer): Promise<void> {
    const values = this.#consumers.values(consumer, consumer.id);
    return this.#run(this.#consumers.update, [...values, consumer.id]);
  }

  deleteConsumer(consumerId: number): Promise<void> {
    return this.#run("DELETE FROM consumers WHERE id = ?", [consumerId]);
  }

  insertAccessToken(token: Omit<AccessToken, "id">): Promise<AccessToken | undefined> {
    return this.#write(async (sql) => {
      const insert = accessTokens.insert(
        "WHERE EXISTS (SELECT 1 FROM consumers WHERE id = ? AND bot_id = ?) RETURNING id",
      );
      const row = await sql.get(insert, [...accessTokens.values(token), token.consumerId, token.botId]);
      return row && { ...token, id: Number(row.id) };
    });
  }

  saveAccessToken(token: AccessToken): Promise<void> {
    return this.#run(accessTokens.update, [...accessTokens.values(token), token.id]);
  }

  deleteAccessToken(tokenId: number): Promise<void> {
    return this.#run("DELETE FROM access_tokens WHERE id = ?", [tokenId]);
  }

  async accessTokenUses(): Promise<ReadonlyMap<number, number>> {
    const rows = await this.#database.all(
      "SELECT id, last_used_at FROM access_tokens WHERE last_used_at > 0",
    );
    return new Map(rows.map(({ id, last_used_at }) => [Number(id), Number(last_used_at)]));
  }

  async noteAccessTokenUses(uses: ReadonlyMap<number, number>): Promise<void> {
    await this.#database.run(
      `UPDATE access_tokens SET last_used_at = used.at::bigint
       FROM json_each_text(?) AS used (id, at) WHERE access_tokens.id = used.id::bigint`,
      [JSON.stringify(Object.fromEntries(uses))],
    );
  }

  async version(): Promise<number> {
    const row = await this.#database.get("SELECT version FROM store_versions WHERE store = 'registry'");
    return Number(row?.version) - this.#ownWrites;
  }

  async #run(text: string, values: readonly SqlValue[]): Promise<void> {
    await this.#write((sql) => sql.run(text, values));
  }

  async #write<T>(work: (sql: SqlRunner) => Promise<T>): Promise<T> {
    const result = await this.#database.transaction("registry", async (sql) => {
      await sql.run("UPDATE store_versions SET version = version + 1 WHERE store = 'registry'");
      return await work(sql);
    });
    this.#ownWrites++;
    return result;
  }

  async #insertConsumer(sql: SqlRunner, consumer: Omit<Consumer, "id">): Promise<Consumer | undefined> {
    const id = await nextRowId(sql, "consumers");
    // With a condition, so that a bot that another node removed gives no row instead of an error.
    const insert = this.#consumers.insert(
      "WHERE EXISTS (SELECT 1 FROM bots WHERE id = ?) ON CONFLICT (bot_id, name) DO NOTHING",
      ["id"],
    );
    const added = await sql.run(insert, [...this.#consumers.values(consumer, id), id, consumer.botId]);
    return added === 0 ? undefined : { ...consumer, id };
  }
}
