import type { ApiKey } from "./model.ts";

/** Where accounts are kept. Each call is one transaction. */
export interface AccountStore {
  /** Up to `limit` keys with ids above `after`, ascending. */
  apiKeys(after: number, limit: number): Promise<readonly ApiKey[]>;
  apiKey(id: number): Promise<ApiKey | undefined>;
  apiKeyByHash(hash: string): Promise<ApiKey | undefined>;
  /** Adds, and gives the id; `undefined` when there are `most` already, or one with the same hash. */
  insertApiKey(key: Omit<ApiKey, "id">, most: number): Promise<ApiKey | undefined>;
  noteApiKeyUse(id: number, lastUsedAtMs: number): Promise<void>;
  /** Whether there was one. */
  deleteApiKey(id: number): Promise<boolean>;
  /** Makes `key` the only one that came with the settings; without one there is none. A key that is there stays. */
  replaceSettingsKey(key: Omit<ApiKey, "id"> | undefined): Promise<void>;
}
