import type { TSchema } from "typebox";
import Value from "typebox/value";
import { asRecord } from "../base/json_value.ts";
import { type Entity, fieldsOf, type RecordOf } from "../registry/entities/entity.ts";
import { toPlainSchema } from "../registry/entities/plain_schema.ts";

const plainSchemas = new WeakMap<TSchema, TSchema>();

/**
 * A record from the JSON that `JSON.stringify` made of one, with defaults for fields that it did not have yet.
 * `undefined` when it is damaged.
 */
export function toEntityRecord<E extends Entity>(entity: E, json: unknown): RecordOf<E> | undefined {
  const members = asRecord(json);
  if (members === undefined) return undefined;
  const entries: [string, unknown][] = [];
  for (const [name, field] of fieldsOf(entity)) {
    const value = members[name] ?? field.default;
    const isFine = value === undefined
      ? field.presence === "optional"
      : Value.Check(plainSchemaOf(field.schema), value);
    if (!isFine) return undefined;
    entries.push([name, value]);
  }
  return Object.fromEntries(entries) as RecordOf<E>; // Each value was checked by the schema of its field.
}

/** Limits may have been others when a record was written. */
function plainSchemaOf(schema: TSchema): TSchema {
  let plain = plainSchemas.get(schema);
  if (plain === undefined) plainSchemas.set(schema, plain = toPlainSchema(schema));
  return plain;
}
