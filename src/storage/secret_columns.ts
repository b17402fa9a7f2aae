import { asRecord } from "../base/json_value.ts";
import { type Entity, type Field, fieldsOf } from "../registry/entities/entity.ts";
import { isEncrypted, keyIdOf, type SecretCipher, UndecipherableError } from "./secret_cipher.ts";

/** Encrypts or decrypts a text of a column, or of a member of the record in it. */
type ColumnText = (text: string, member?: string) => string;

/** Whether a column holds secrets: a text or JSON that is one, or a record with some. */
export function hasSecrets({ isSecret, record }: Field): boolean {
  return isSecret === true || record !== undefined && secretMembers(record).length > 0;
}

/** Texts of the column of a row, by its table, its name and the row's id. */
export class SecretColumn {
  readonly #cipher: SecretCipher | undefined;
  readonly #place: string;

  constructor(cipher: SecretCipher | undefined, table: string, column: string, id: number) {
    this.#cipher = cipher;
    this.#place = `${table} ${id} ${column}`;
  }

  readonly encrypt: ColumnText = (text, member) =>
    this.#cipher === undefined ? text : this.#cipher.encrypt(text, this.#placeOf(member));

  /**
   * Once secrets are encrypted, one in the clear was written by somebody else, and counts for nothing.
   *
   * @throws {UndecipherableError} when it cannot be read.
   */
  readonly decrypt: ColumnText = (text, member) => {
    if (isEncrypted(text) !== (this.#cipher !== undefined)) {
      throw new UndecipherableError(
        "Cannot read a secret: it is encrypted and there is no key, or the reverse",
      );
    }
    return this.#cipher?.decrypt(text, this.#placeOf(member)) ?? text;
  };

  /** The text encrypted with the current key, whether or not it was encrypted before. */
  readonly renew: ColumnText = (text, member) => {
    const cipher = this.#cipher;
    if (cipher === undefined || isEncrypted(text) && keyIdOf(text) === cipher.keyId) return text;
    const place = this.#placeOf(member);
    return cipher.encrypt(isEncrypted(text) ? cipher.decrypt(text, place) : text, place);
  };

  #placeOf(member: string | undefined): string {
    return member === undefined ? this.#place : `${this.#place}.${member}`;
  }
}

/** A record as its JSON holds it: secret members are texts, which `toText` encrypts. */
export function toStoredMembers(entity: Entity, record: unknown, toText: ColumnText): unknown {
  const members: Record<string, unknown> = { ...asRecord(record) };
  for (const name of secretMembers(entity)) {
    const value = members[name];
    if (!isNothing(value)) members[name] = storedMember(value, name, toText);
  }
  return members;
}

/** A record from what its JSON holds. */
export function fromStoredMembers(entity: Entity, json: unknown, fromText: ColumnText): unknown {
  const members: Record<string, unknown> = { ...asRecord(json) };
  for (const name of secretMembers(entity)) {
    const value = members[name];
    if (!isNothing(value)) members[name] = loadedMember(value, name, fromText);
  }
  return members;
}

/** JSON of a record whose secret members are encrypted with the current key. */
export function renewMembers(entity: Entity, json: unknown, column: SecretColumn): unknown {
  return toStoredMembers(entity, json, column.renew);
}

function storedMember(value: unknown, name: string, toText: ColumnText): unknown {
  if (isEncrypted(value)) return toText(value, name);
  const text = JSON.stringify(value);
  const stored = toText(text, name);
  // Without a cipher the value stays what it is.
  return stored === text ? value : stored;
}

function loadedMember(value: unknown, name: string, fromText: ColumnText): unknown {
  if (isEncrypted(value)) return JSON.parse(fromText(value, name));
  fromText(JSON.stringify(value), name);
  return value;
}

/** Whether there is nothing to hide: no value, or an empty record. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null ||
    typeof value === "object" && Object.keys(value).length === 0;
}

function secretMembers(entity: Entity): readonly string[] {
  return fieldsOf(entity).filter(([, { isSecret }]) => isSecret).map(([name]) => name);
}
