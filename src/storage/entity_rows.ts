import type { TSchema } from "typebox";
import Value from "typebox/value";
import { OperationalError } from "../base/errors.ts";
import { asRecord } from "../base/json_value.ts";
import { fault } from "../faults/fault.ts";
import type { SchemaPart } from "../registry/entities/describe_expected.ts";
import {
  type Entity,
  type Field,
  fieldsOf,
  type NewRecord,
  type RecordOf,
} from "../registry/entities/entity.ts";
import { toPlainSchema } from "../registry/entities/plain_schema.ts";
import type { SqlRow, SqlValue } from "./driver.ts";
import { type SecretCipher, UndecipherableError } from "./secret_cipher.ts";
import {
  fromStoredMembers,
  hasSecrets,
  renewMembers,
  SecretColumn,
  toStoredMembers,
} from "./secret_columns.ts";

const plainSchemas = new WeakMap<TSchema, TSchema>();

/** The table of an entity that has an `id`: a column for each field. Its secrets are encrypted where there is a cipher. */
export class EntityTable<E extends Entity> {
  readonly #entity: E;
  readonly #label: string;
  readonly #columns: readonly string[];
  /** Text of an UPDATE of all columns; {@linkcode values} and the id are its parameters. */
  readonly update: string;
  readonly #name: string;
  readonly #cipher: SecretCipher | undefined;

  /** @param label what errors call a record, such as `consumer` */
  constructor(entity: E, name: string, label: string, cipher?: SecretCipher) {
    this.#cipher = cipher;
    this.#entity = entity;
    this.#name = name;
    this.#label = label;
    this.#columns = fieldsOf(entity).map(([, { column }]) => column).filter((column) => column !== "id");
    this.update = `UPDATE ${name} SET ${
      this.#columns.map((column) => `${column} = ?`).join(", ")
    } WHERE id = ?`;
  }

  /**
   * Text of an INSERT; {@linkcode values} and the parameters of `end` are its own.
   *
   * @param end what follows the values, such as a condition
   */
  insert(end: string, more: readonly string[] = []): string {
    const columns = [...this.#columns, ...more];
    return `INSERT INTO ${this.#name} (${columns.join(", ")}) SELECT ${
      columns.map(() => "?").join(", ")
    } ${end}`;
  }

  /**
   * A record as its columns hold it, without its id and with its defaults.
   *
   * @param id of the row, which an encrypted secret belongs to; needed only by an entity that has secrets
   */
  values(record: NewRecord<E>, id?: number): SqlValue[] {
    const values: Readonly<Record<string, unknown>> = record;
    return fieldsOf(this.#entity).filter(([, { column }]) => column !== "id")
      .map(([name, field]) => toColumn(field, values[name] ?? field.default, this.#secretColumn(field, id)));
  }

  /** The value of one column of a row. */
  value<K extends keyof E & string>(name: K, value: RecordOf<E>[K], id: number): SqlValue {
    const field: NamedField = this.#entity[name]!; // Each name of an entity has a field.
    return toColumn(field, value, this.#secretColumn(field, id));
  }

  /**
   * @throws {OperationalError} when a column is damaged or cannot be decrypted; its value stays out of the message: it may
   * be a secret.
   */
  readonly read = (row: SqlRow): RecordOf<E> => {
    const entries = fieldsOf(this.#entity).map(([name, field]) => {
      const value = this.#readColumn(field, row);
      if (isFine(field, value)) return [name, value];
      throw new OperationalError(fault("row_damaged", { column: field.column, owner: this.#ownerOf(row) }));
    });
    return Object.fromEntries(entries) as RecordOf<E>; // Each value was checked by the schema of its field.
  };

  /**
   * The columns of a row whose secrets are in the clear or encrypted with an older key, as the current key encrypts them.
   *
   * @throws {OperationalError} when one cannot be decrypted.
   */
  renewed(row: SqlRow): readonly (readonly [column: string, value: string])[] {
    return fieldsOf(this.#entity).flatMap(([, field]) => {
      const column = this.#secretColumn(field, Number(row.id));
      const before = String(row[field.column]);
      if (column === undefined || before === "") return [];
      const after = this.#deciphering(field, row, () => renewColumn(field, before, column));
      return after === before ? [] : [[field.column, after] as const];
    });
  }

  #readColumn(field: NamedField, row: SqlRow): unknown {
    const secrets = this.#secretColumn(field, Number(row.id));
    return this.#deciphering(field, row, () => fromColumn(field, row[field.column], secrets));
  }

  #deciphering<T>({ column }: NamedField, row: SqlRow, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (!(cause instanceof UndecipherableError)) throw cause;
      throw new OperationalError(fault("secret_undecipherable", { column, owner: this.#ownerOf(row) }), {
        cause,
      });
    }
  }

  #secretColumn(field: NamedField, id: number | undefined): SecretColumn | undefined {
    if (!hasSecrets(field)) return undefined;
    if (id === undefined) throw new RangeError(`Cannot write a secret of ${this.#label}: its row has no id`);
    return new SecretColumn(this.#cipher, this.#name, field.column, id);
  }

  #ownerOf({ id }: SqlRow): string {
    return `${this.#label} ${id}`;
  }
}

/** A field with the name of its column. */
type NamedField = Field & { readonly column: string };

/** Columns hold numbers, texts and JSON; an empty text, 0 or JSON `null` stands for no value. */
function toColumn(field: Field, value: unknown, secrets?: SecretColumn): SqlValue {
  const { schema, isSecret, record } = field;
  const toStored = (text: string) =>
    isSecret && secrets !== undefined && text !== "" ? secrets.encrypt(text) : text;
  switch (kindOf(schema)) {
    case "boolean":
      return value === true ? 1 : 0;
    case "number":
      return Number(value ?? 0);
    case "text":
      return toStored(String(value ?? ""));
    case "json": {
      const hasMembers = record !== undefined && secrets !== undefined && value !== undefined;
      const json = hasMembers ? toStoredMembers(record, value, secrets.encrypt) : value;
      return toStored(JSON.stringify(json ?? null));
    }
  }
}

function renewColumn({ isSecret, record }: Field, before: string, secrets: SecretColumn): string {
  if (isSecret) return secrets.renew(before);
  const json = parseJson(before);
  if (record === undefined || asRecord(json) === undefined) return before;
  const after = renewMembers(record, json, secrets);
  // Compared as values: the text may have been written with other blanks.
  return JSON.stringify(json) === JSON.stringify(after) ? before : JSON.stringify(after);
}

function fromColumn(field: Field, stored: SqlValue | undefined, secrets: SecretColumn | undefined): unknown {
  const { schema, presence, record, isSecret } = field;
  const isNone = presence === "optional" && (stored === "" || stored === 0);
  if (isNone) return undefined;
  const isText = isSecret && typeof stored === "string" && stored !== "";
  const column = isText && secrets !== undefined ? secrets.decrypt(stored) : stored;
  switch (kindOf(schema)) {
    case "boolean":
      return column === 1;
    case "number":
      return Number(column);
    case "text":
      return column;
    case "json": {
      const value = parseJson(String(column)) ?? undefined;
      if (record === undefined || value === undefined || value === damaged) return value;
      return toRecord(
        record,
        secrets === undefined ? value : fromStoredMembers(record, value, secrets.decrypt),
      );
    }
  }
}

/** A record from its JSON, with defaults for fields that it did not have when it was written. */
function toRecord(entity: Entity, json: unknown): unknown {
  const members = asRecord(json) ?? {};
  const entries = fieldsOf(entity).map(([name, field]) => [name, members[name] ?? field.default] as const);
  return entries.every(([name, value]) => isFine(entity[name]!, value))
    ? Object.fromEntries(entries)
    : damaged;
}

/** Stands for what cannot be read; no schema accepts it. */
const damaged = Symbol("damaged");

function isFine({ schema, presence }: Field, value: unknown): boolean {
  return value === undefined ? presence === "optional" : Value.Check(plainSchemaOf(schema), value);
}

function kindOf(schema: TSchema): "boolean" | "number" | "text" | "json" {
  const { type, enum: choices }: SchemaPart = schema;
  if (type === "boolean") return "boolean";
  if (type === "integer" || type === "number") return "number";
  return type === "string" || choices !== undefined ? "text" : "json";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return damaged;
  }
}

/** Limits may have been others when a record was written. */
function plainSchemaOf(schema: TSchema): TSchema {
  let plain = plainSchemas.get(schema);
  if (plain === undefined) plainSchemas.set(schema, plain = toPlainSchema(schema));
  return plain;
}
