import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { parseSecretKey } from "../base/secret_key.ts";

/** What every encrypted value begins with. No secret that BotMux keeps does: none of them has a colon there. */
const prefix = "botmux-aes256gcm:";
const pattern = /^botmux-aes256gcm:([0-9a-f]{16}):([A-Za-z0-9_-]{38,})$/;
/** What NIST SP 800-38D recommends for GCM. */
const nonceBytes = 12;
const tagBytes = 16;

/** A value that none of the given keys decrypts, or that was encrypted for another place. Neither is told. */
export class UndecipherableError extends Error {
  override readonly name = "UndecipherableError";
}

/** A key, ready for use. */
interface ReadyKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * Encrypts secrets for a store, with AES-256-GCM, a random nonce for each and the id of the key beside it. A value is
 * bound to its place, such as a row and a column: moved to another, it cannot be decrypted.
 */
export class SecretCipher {
  readonly #keys: ReadonlyMap<string, ReadyKey>;
  readonly #current: ReadyKey;

  /** @param keys what values may be encrypted with, as {@linkcode parseSecretKey} reads them; the first encrypts */
  constructor(keys: readonly [string, ...string[]]) {
    const [current, ...older] = keys;
    this.#current = toReadyKey(current);
    this.#keys = new Map([this.#current, ...older.map(toReadyKey)].map((key) => [key.id, key]));
  }

  /** Id of the key that encrypts. */
  get keyId(): string {
    return this.#current.id;
  }

  encrypt(text: string, place: string): string {
    const { id, bytes } = this.#current;
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", bytes, nonce, { authTagLength: tagBytes });
    cipher.setAAD(toAdditionalData(id, place));
    const encrypted = Buffer.concat([
      nonce,
      cipher.update(text, "utf8"),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return `${prefix}${id}:${encrypted.toString("base64url")}`;
  }

  /** @throws {UndecipherableError} when no key of these decrypts it in this place. */
  decrypt(encrypted: string, place: string): string {
    const [, id = "", text = ""] = pattern.exec(encrypted) ?? [];
    const key = this.#keys.get(id);
    if (key === undefined) throw new UndecipherableError("Cannot decrypt a value: its key is not known");
    const bytes = Buffer.from(text, "base64url");
    const decipher = createDecipheriv("aes-256-gcm", key.bytes, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(toAdditionalData(id, place));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    try {
      const content = bytes.subarray(nonceBytes, -tagBytes);
      return Buffer.concat([decipher.update(content), decipher.final()]).toString("utf8");
    } catch (cause) {
      throw new UndecipherableError("Cannot decrypt a value: it was changed or moved", { cause });
    }
  }
}

/** Whether a value of a store is encrypted. */
export function isEncrypted(value: unknown): value is string {
  return typeof value === "string" && value.startsWith(prefix);
}

/** The id of the key of an encrypted value. */
export function keyIdOf(encrypted: string): string {
  return encrypted.slice(prefix.length, encrypted.indexOf(":", prefix.length));
}

/** The id by which a store knows a key. It says nothing about the key. */
export function toKeyId(key: string): string {
  return derive(parseSecretKey(key), "key id").toString("hex").slice(0, 16);
}

function toReadyKey(key: string): ReadyKey {
  return { id: toKeyId(key), bytes: derive(parseSecretKey(key), "stored secrets") };
}

/** A key of its own for each purpose. */
function derive(key: Uint8Array, purpose: string): Buffer {
  return createHmac("sha256", key).update(`BotMux ${purpose}`).digest();
}

function toAdditionalData(keyId: string, place: string): Buffer {
  return Buffer.from(`${keyId} ${place}`);
}
