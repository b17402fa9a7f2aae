import { type ApiKey, apiKey } from "../../account/account_records.ts";
import type { ApiKeyStore } from "../../account/account_store.ts";
import { createRecord, type NewRecord } from "../../registry/entities/entity.ts";
import type { SqlValue } from "../driver.ts";
import { EntityTable } from "../entity_rows.ts";
import type { PostgresDatabase, SqlRunner } from "./sql.ts";

const apiKeys = new EntityTable(apiKey, "api_keys", "API key");

/** API keys in PostgreSQL. */
export class PostgresApiKeyStore implements ApiKeyStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  apiKeys(after: number, limit: number): Promise<readonly ApiKey[]> {
    return this.#find("id > ? ORDER BY id LIMIT ?", [after, limit]);
  }

  async apiKey(id: number): Promise<ApiKey | undefined> {
    return (await this.#find("id = ?", [id]))[0];
  }

  async apiKeyByHash(hash: string): Promise<ApiKey | undefined> {
    return (await this.#find("hash = ?", [hash]))[0];
  }

  insertApiKey(key: NewRecord<typeof apiKey>, max: number): Promise<ApiKey | undefined> {
    return this.#database.transaction("api-keys", async (sql) => {
      const row = await sql.get("SELECT count(*) AS count FROM api_keys");
      return Number(row?.count) >= max ? undefined : await insertApiKey(sql, key);
    });
  }

  async noteApiKeyUse(id: number, lastUsedAtMs: number): Promise<void> {
    await this.#database.run("UPDATE api_keys SET last_used_at = ? WHERE id = ?", [lastUsedAtMs, id]);
  }

  async deleteApiKey(id: number): Promise<boolean> {
    return await this.#database.run("DELETE FROM api_keys WHERE id = ?", [id]) > 0;
  }

  replaceSettingsKey(key: NewRecord<typeof apiKey> | undefined): Promise<void> {
    return this.#database.transaction("api-keys", async (sql) => {
      await sql.run("DELETE FROM api_keys WHERE is_from_settings = 1 AND hash <> ?", [key?.hash ?? ""]);
      if (key !== undefined) await insertApiKey(sql, key);
    });
  }

  async #find(condition: string, values: readonly SqlValue[]): Promise<ApiKey[]> {
    return (await this.#database.all(`SELECT * FROM api_keys WHERE ${condition}`, values)).map(apiKeys.read);
  }
}

async function insertApiKey(sql: SqlRunner, key: NewRecord<typeof apiKey>): Promise<ApiKey | undefined> {
  const insert = apiKeys.insert("WHERE true ON CONFLICT (hash) DO NOTHING RETURNING id");
  const row = await sql.get(insert, apiKeys.values(key));
  return row && createRecord(apiKey, { ...key, id: Number(row.id) });
}
