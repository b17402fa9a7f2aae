import type {
  AccessToken,
  Bot,
  Consumer,
  RegistrySnapshot,
  RegistryStore,
} from "../registry/registry_store.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlStatement, SqlValue } from "./driver.ts";
import { toAccessToken, toBot, toConsumer } from "./registry_rows.ts";

/** Bots, consumers and access tokens in SQLite. */
export class SqliteRegistryStore implements RegistryStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  load(): Promise<RegistrySnapshot> {
    return attempt(() =>
      this.#database.transaction(() => ({
        bots: this.#prepare("SELECT * FROM bots ORDER BY id").all().map(toBot),
        consumers: this.#prepare("SELECT * FROM consumers ORDER BY id").all().map(toConsumer),
        accessTokens: this.#prepare("SELECT * FROM access_tokens ORDER BY id").all().map(toAccessToken),
      }))
    );
  }

  insertBot(bot: Bot, consumer: Omit<Consumer, "id">): Promise<Consumer | undefined> {
    return attempt(() =>
      this.#database.transaction(() => {
        const { changes } = this.#prepare(
          `INSERT INTO bots (token, username, name, status, previous_webhook_url, retention_ms, max_journal_bytes,
             added_at, ingress, is_archived, archived_since, refreshes_chats, photo, added_by, is_sign_in_bot, id)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        ).run(...botValues(bot), bot.id);
        return changes === 0 ? undefined : this.#insertConsumer(consumer);
      })
    );
  }

  saveBot(bot: Bot): Promise<void> {
    return this.#run(
      `UPDATE bots SET token = ?, username = ?, name = ?, status = ?, previous_webhook_url = ?, retention_ms = ?,
         max_journal_bytes = ?, added_at = ?, ingress = ?, is_archived = ?, archived_since = ?, refreshes_chats = ?,
         photo = ?, added_by = ?, is_sign_in_bot = ? WHERE id = ?`,
      [...botValues(bot), bot.id],
    );
  }

  deleteBot(botId: number): Promise<void> {
    return this.#run("DELETE FROM bots WHERE id = ?", [botId]);
  }

  insertConsumer(consumer: Omit<Consumer, "id">): Promise<Consumer | undefined> {
    return attempt(() => this.#database.transaction(() => this.#insertConsumer(consumer)));
  }

  saveConsumer(consumer: Consumer): Promise<void> {
    return this.#run(
      `UPDATE consumers SET name = ?, mode = ?, sharing = ?, filter = ?, start = ?, push = ?,
         added_at = ?, disabled_reason = ? WHERE id = ?`,
      [...consumerValues(consumer), consumer.id],
    );
  }

  deleteConsumer(consumerId: number): Promise<void> {
    return this.#run("DELETE FROM consumers WHERE id = ?", [consumerId]);
  }

  insertAccessToken(token: Omit<AccessToken, "id">): Promise<AccessToken | undefined> {
    return attempt(() => {
      const { changes, lastInsertId } = this.#prepare(
        `INSERT INTO access_tokens (bot_id, consumer_id, label, hash, scope, added_at)
         SELECT bot_id, id, ?, ?, ?, ? FROM consumers WHERE id = ? AND bot_id = ?`,
      ).run(
        token.label,
        token.hash,
        JSON.stringify(token.scope),
        token.addedAtMs,
        token.consumerId,
        token.botId,
      );
      return changes === 0 ? undefined : { ...token, id: lastInsertId };
    });
  }

  deleteAccessToken(tokenId: number): Promise<void> {
    return this.#run("DELETE FROM access_tokens WHERE id = ?", [tokenId]);
  }

  version(): Promise<number> {
    return attempt(() => Number(this.#prepare("PRAGMA data_version").get()?.data_version));
  }

  #insertConsumer(consumer: Omit<Consumer, "id">): Consumer | undefined {
    // From a SELECT, so that a bot that another process removed gives no row instead of an error.
    const { changes, lastInsertId } = this.#prepare(
      `INSERT INTO consumers (name, mode, sharing, filter, start, push, added_at, disabled_reason, bot_id)
       SELECT ?, ?, ?, ?, ?, ?, ?, ?, id FROM bots WHERE id = ? ON CONFLICT (bot_id, name) DO NOTHING`,
    ).run(...consumerValues(consumer), consumer.botId);
    return changes === 0 ? undefined : { ...consumer, id: lastInsertId };
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }

  #run(sql: string, values: SqlValue[]): Promise<void> {
    return attempt(() => void this.#prepare(sql).run(...values));
  }
}

function botValues(bot: Bot): SqlValue[] {
  return [
    bot.token,
    bot.username,
    bot.name,
    bot.status,
    bot.previousWebhookUrl,
    bot.retentionMs,
    bot.maxJournalBytes,
    bot.addedAtMs,
    bot.ingress,
    bot.isArchived ? 1 : 0,
    bot.archivedSinceMs,
    bot.refreshesChats ? 1 : 0,
    bot.photo,
    bot.addedBy,
    bot.isSignInBot ? 1 : 0,
  ];
}

function consumerValues(consumer: Omit<Consumer, "id">): SqlValue[] {
  return [
    consumer.name,
    consumer.mode,
    consumer.sharing,
    JSON.stringify(consumer.filter),
    JSON.stringify(consumer.start),
    JSON.stringify(consumer.push ?? null),
    consumer.addedAtMs,
    consumer.disabledReason,
  ];
}
