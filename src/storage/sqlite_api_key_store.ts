import { type ApiKey, apiKey } from "../account/account_records.ts";
import { createRecord, type NewRecord } from "../registry/entities/entity.ts";
import type { ApiKeyStore } from "../account/account_store.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlStatement } from "./driver.ts";
import { EntityTable } from "./entity_rows.ts";

const apiKeys = new EntityTable(apiKey, "api_keys", "API key");

/** API keys in SQLite. */
export class SqliteApiKeyStore implements ApiKeyStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  apiKeys(after: number, limit: number): Promise<readonly ApiKey[]> {
    return attempt(() =>
      this.#prepare("SELECT * FROM api_keys WHERE id > ? ORDER BY id LIMIT ?").all(after, limit).map(
        apiKeys.read,
      )
    );
  }

  apiKey(id: number): Promise<ApiKey | undefined> {
    return attempt(() => this.#prepare("SELECT * FROM api_keys WHERE id = ?").all(id).map(apiKeys.read)[0]);
  }

  apiKeyByHash(hash: string): Promise<ApiKey | undefined> {
    return attempt(() =>
      this.#prepare("SELECT * FROM api_keys WHERE hash = ?").all(hash).map(apiKeys.read)[0]
    );
  }

  insertApiKey(key: NewRecord<typeof apiKey>, max: number): Promise<ApiKey | undefined> {
    return attempt(() =>
      this.#database.transaction(() => {
        const { count } = this.#prepare("SELECT count(*) AS count FROM api_keys").get() ?? {};
        return Number(count) >= max ? undefined : this.#insertApiKey(key);
      })
    );
  }

  noteApiKeyUse(id: number, lastUsedAtMs: number): Promise<void> {
    return attempt(() => {
      this.#prepare("UPDATE api_keys SET last_used_at = ? WHERE id = ?").run(lastUsedAtMs, id);
    });
  }

  deleteApiKey(id: number): Promise<boolean> {
    return attempt(() => this.#prepare("DELETE FROM api_keys WHERE id = ?").run(id).changes > 0);
  }

  replaceSettingsKey(key: NewRecord<typeof apiKey> | undefined): Promise<void> {
    return attempt(() =>
      this.#database.transaction(() => {
        this.#prepare("DELETE FROM api_keys WHERE is_from_settings = 1 AND hash <> ?").run(key?.hash ?? "");
        if (key !== undefined) this.#insertApiKey(key);
      })
    );
  }

  #insertApiKey(key: NewRecord<typeof apiKey>): ApiKey | undefined {
    const insert = apiKeys.insert("WHERE true ON CONFLICT (hash) DO NOTHING");
    const { changes, lastInsertId } = this.#prepare(insert).run(...apiKeys.values(key));
    return changes === 0 ? undefined : createRecord(apiKey, { ...key, id: lastInsertId });
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}
