import { type AccessToken, accessToken } from "../registry/entities/access_token.ts";
import type { Bot, bot } from "../registry/entities/bot.ts";
import type { Consumer, consumer } from "../registry/entities/consumer.ts";
import type { RegistrySnapshot, RegistryStore } from "../registry/registry_store.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlStatement, SqlValue } from "./driver.ts";
import { EntityTable } from "./entity_rows.ts";
import { nextRowId } from "./next_row_id.ts";
import type { SecretCipher } from "./secret_cipher.ts";
import { botTable, consumerTable } from "./secret_tables.ts";

const accessTokens = new EntityTable(accessToken, "access_tokens", "access token");

/** Bots, consumers and access tokens in SQLite. */
export class SqliteRegistryStore implements RegistryStore {
  readonly #database: SqlDatabase;
  readonly #bots: EntityTable<typeof bot>;
  readonly #consumers: EntityTable<typeof consumer>;

  /**
   * @param database already migrated by `botmuxMigrations`.
   * @param cipher encrypts secrets; they are kept in the clear without one
   */
  constructor(database: SqlDatabase, cipher?: SecretCipher) {
    this.#database = database;
    this.#bots = botTable(cipher);
    this.#consumers = consumerTable(cipher);
  }

  load(): Promise<RegistrySnapshot> {
    return attempt(() =>
      this.#database.transaction(() => ({
        bots: this.#prepare("SELECT * FROM bots ORDER BY id").all().map(this.#bots.read),
        consumers: this.#prepare("SELECT * FROM consumers ORDER BY id").all().map(this.#consumers.read),
        accessTokens: this.#prepare("SELECT * FROM access_tokens ORDER BY id").all().map(accessTokens.read),
      }))
    );
  }

  insertBot(bot: Bot, consumer: Omit<Consumer, "id">): Promise<Consumer | undefined> {
    return attempt(() =>
      this.#database.transaction(() => {
        const insert = this.#bots.insert("WHERE true ON CONFLICT (id) DO NOTHING", ["id"]);
        const { changes } = this.#prepare(insert).run(...this.#bots.values(bot, bot.id), bot.id);
        return changes === 0 ? undefined : this.#insertConsumer(consumer);
      })
    );
  }

  saveBot(bot: Bot): Promise<void> {
    return this.#run(this.#bots.update, [...this.#bots.values(bot, bot.id), bot.id]);
  }

  deleteBot(botId: number): Promise<void> {
    return this.#run("DELETE FROM bots WHERE id = ?", [botId]);
  }

  insertConsumer(consumer: Omit<Consumer, "id">): Promise<Consumer | undefined> {
    return attempt(() => this.#database.transaction(() => this.#insertConsumer(consumer)));
  }

  saveConsumer(consumer: Consumer): Promise<void> {
    const values = this.#consumers.values(consumer, consumer.id);
    return this.#run(this.#consumers.update, [...values, consumer.id]);
  }

  deleteConsumer(consumerId: number): Promise<void> {
    return this.#run("DELETE FROM consumers WHERE id = ?", [consumerId]);
  }

  insertAccessToken(token: Omit<AccessToken, "id">): Promise<AccessToken | undefined> {
    return attempt(() => {
      const { changes, lastInsertId } = this.#prepare(accessTokens.insert(
        "WHERE EXISTS (SELECT 1 FROM consumers WHERE id = ? AND bot_id = ?)",
      )).run(...accessTokens.values(token), token.consumerId, token.botId);
      return changes === 0 ? undefined : { ...token, id: lastInsertId };
    });
  }

  saveAccessToken(token: AccessToken): Promise<void> {
    return this.#run(accessTokens.update, [...accessTokens.values(token), token.id]);
  }

  deleteAccessToken(tokenId: number): Promise<void> {
    return this.#run("DELETE FROM access_tokens WHERE id = ?", [tokenId]);
  }

  accessTokenUses(): Promise<ReadonlyMap<number, number>> {
    return attempt(() => {
      const rows = this.#prepare("SELECT id, last_used_at FROM access_tokens WHERE last_used_at > 0").all();
      return new Map(rows.map(({ id, last_used_at }) => [Number(id), Number(last_used_at)]));
    });
  }

  noteAccessTokenUses(uses: ReadonlyMap<number, number>): Promise<void> {
    return attempt(() =>
      this.#database.transaction(() => {
        const note = this.#prepare("UPDATE access_tokens SET last_used_at = ? WHERE id = ?");
        for (const [id, usedAtMs] of uses) note.run(usedAtMs, id);
      })
    );
  }

  version(): Promise<number> {
    return attempt(() => Number(this.#prepare("PRAGMA data_version").get()?.data_version));
  }

  #insertConsumer(consumer: Omit<Consumer, "id">): Consumer | undefined {
    const id = nextRowId(this.#database, "consumers");
    // With a condition, so that a bot that another process removed gives no row instead of an error.
    const { changes } = this.#prepare(this.#consumers.insert(
      "WHERE EXISTS (SELECT 1 FROM bots WHERE id = ?) ON CONFLICT (bot_id, name) DO NOTHING",
      ["id"],
    )).run(...this.#consumers.values(consumer, id), id, consumer.botId);
    return changes === 0 ? undefined : { ...consumer, id };
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }

  #run(sql: string, values: SqlValue[]): Promise<void> {
    return attempt(() => void this.#prepare(sql).run(...values));
  }
}
