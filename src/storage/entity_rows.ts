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

const plainSchemas = new WeakMap<TSchema, TSchema>();

/** The table of an entity that has an `id`: a column for each field. */
export class EntityTable<E extends Entity> {
  readonly #entity: E;
  readonly #label: string;
  readonly #columns: readonly string[];
  /** Text of an UPDATE of all columns; {@linkcode values} and the id are its parameters. */
  readonly update: string;
  readonly #name: string;

  /** @param label what errors call a record, such as `consumer` */
  constructor(entity: E, name: string, label: string) {
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

  /** A record as its columns hold it, without its id and with its defaults. */
  values(record: NewRecord<E>): SqlValue[] {
    const values: Readonly<Record<string, unknown>> = record;
    return fieldsOf(this.#entity).filter(([, { column }]) => column !== "id")
      .map(([name, field]) => toColumn(field, values[name] ?? field.default));
  }

  /** @throws {OperationalError} when a column is damaged; its value stays out of the message: it may be a secret. */
  readonly read = (row: SqlRow): RecordOf<E> => {
    const entries = fieldsOf(this.#entity).map(([name, field]) => {
      const value = fromColumn(field, row[field.column]);
      if (isFine(field, value)) return [name, value];
      const owner = `${this.#label} ${row.id}`;
      throw new OperationalError(fault("row_damaged", { column: field.column, owner }));
    });
    return Object.fromEntries(entries) as RecordOf<E>; // Each value was checked by the schema of its field.
  };
}

/** Columns hold numbers, texts and JSON; an empty text, 0 or JSON `null` stands for no value. */
function toColumn({ schema }: Field, value: unknown): SqlValue {
  switch (kindOf(schema)) {
    case "boolean":
      return value === true ? 1 : 0;
    case "number":
      return Number(value ?? 0);
    case "text":
      return String(value ?? "");
    case "json":
      return JSON.stringify(value ?? null);
  }
}

function fromColumn({ schema, presence, record }: Field, column: SqlValue | undefined): unknown {
  const isNone = presence === "optional" && (column === "" || column === 0);
  if (isNone) return undefined;
  switch (kindOf(schema)) {
    case "boolean":
      return column === 1;
    case "number":
      return Number(column);
    case "text":
      return column;
    case "json": {
      const value = parseJson(String(column)) ?? undefined;
      return record === undefined || value === undefined ? value : toRecord(record, value);
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
