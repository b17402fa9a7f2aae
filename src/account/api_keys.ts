import { unlessStorageFails } from "../base/storage_error.ts";
import type { Clock } from "../base/clock.ts";
import { usageError } from "../base/errors.ts";
import { apiKeyPrefix } from "../base/own_credentials.ts";
import { randomUrlSafe } from "../base/secrets.ts";
import type { ApiKey, apiKey } from "./account_records.ts";
import type { Principal } from "./principal.ts";
import { hashSecret } from "./secret_hash.ts";
import type { GivenFields } from "../registry/entities/entity.ts";
import type { ApiKeyStore } from "./account_store.ts";

/** Characters after the prefix, six random bits each: 258 bits. */
const apiKeySecretLength = 43;
/** Minimum and maximum length of a key that settings may give, in characters. */
const minGivenKeyLength = 24;
const maxGivenKeyLength = 256;
/** Maximum API keys of one BotMux. */
export const maxApiKeys = 1_000;

/** The use of a key is written down this often at most, in milliseconds: not each call is a write. */
const useStepMs = 60_000;

/** Credentials of scripts: `Authorization: Bearer bmx_…`. */
export class ApiKeys {
  readonly #store: ApiKeyStore;
  readonly #clock: Clock;

  constructor(store: ApiKeyStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Who holds the key with this text; `undefined` when nobody does, or it has expired. Costs a hash and a look-up. */
  async authenticate(text: string): Promise<Principal | undefined> {
    if (text.length < minGivenKeyLength || text.length > maxGivenKeyLength) return undefined;
    const key = await this.#store.apiKeyByHash(hashSecret(text));
    const nowMs = this.#clock.now();
    if (key === undefined || isExpired(key, nowMs)) return undefined;
    if (nowMs - (key.lastUsedAtMs ?? 0) >= useStepMs) {
      await unlessStorageFails(this.#store.noteApiKeyUse(key.id, nowMs));
    }
    return toPrincipal(key);
  }

  /** Who holds the key with this id; `undefined` when it was revoked or has expired. */
  async holder(id: number): Promise<Principal | undefined> {
    const key = await this.#store.apiKey(id);
    return key === undefined || isExpired(key, this.#clock.now()) ? undefined : toPrincipal(key);
  }

  /**
   * Makes a key. Its text is given back this once; only a hash is kept.
   *
   * @throws {UsageError} when there are too many.
   */
  async create(
    wanted: GivenFields<typeof apiKey>,
  ): Promise<{ readonly record: ApiKey; readonly text: string }> {
    const text = apiKeyPrefix + randomUrlSafe(apiKeySecretLength);
    const record = await this.#store.insertApiKey({ ...wanted, ...this.#newKey(text) }, maxApiKeys);
    if (record === undefined) {
      throw usageError("api_key_limit", { count: maxApiKeys });
    }
    return { record, text };
  }

  /** Up to `limit` keys with ids above `after`, ascending. */
  list(after: number, limit: number): Promise<readonly ApiKey[]> {
    return this.#store.apiKeys(after, limit);
  }

  /**
   * Revokes a key immediately; false when there is none with this ID.
   *
   * @throws {UsageError} when it came with the settings: only they take it away.
   */
  async revoke(id: number): Promise<boolean> {
    const key = await this.#store.apiKey(id);
    if (key?.isFromSettings) {
      throw usageError("api_key_from_settings", { id });
    }
    return await this.#store.deleteApiKey(id);
  }

  /**
   * Makes the key from the settings an owner's, and revokes the previous one.
   *
   * @throws {UsageError} when it is too short to be safe, or too long.
   */
  async follow(text: string | undefined): Promise<void> {
    if (text !== undefined && (text.length < minGivenKeyLength || text.length > maxGivenKeyLength)) {
      throw usageError("api_key_length", { min: minGivenKeyLength, max: maxGivenKeyLength });
    }
    const label = "From the settings";
    await this.#store.replaceSettingsKey(
      text === undefined ? undefined : { label, role: "owner", ...this.#newKey(text), isFromSettings: true },
    );
  }

  #newKey(text: string) {
    return { hash: hashSecret(text), addedAtMs: this.#clock.now() };
  }
}

function isExpired({ expiresAtMs }: ApiKey, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs;
}

function toPrincipal({ id, label, role, bots }: ApiKey): Principal {
  return { kind: "api-key", id, name: label, role, sessionId: 0, ...(bots === undefined ? {} : { bots }) };
}
