import { dirname } from "node:path";
import Type, { type TOptional, type TSchema } from "typebox";
import type { RawValue, ValueKind } from "../base/value_kind.ts";
import { describeField, type Entity, givenFieldsOf, type RecordOf } from "../registry/entities/entity.ts";
import type { JsonPath } from "./file_fault.ts";
import { readAt } from "./read_at.ts";

/** How the file writes fields of an entity that it writes in its own way. */
export type FileKinds<E> = { readonly [K in keyof E]?: ValueKind<NonNullable<RecordOf<E>[K]>> };

/** The keys of `botmux.json` that set an entity's fields. */
export function fileMembers<E extends Entity>(
  entity: E,
  kinds: FileKinds<E> = {},
): Readonly<Record<string, TOptional<TSchema>>> {
  return Object.fromEntries(
    givenFieldsOf(entity).map(([name, field]) => {
      const { file, written, default: usual, presence } = field;
      const description = describeField(field);
      const known = presence === "default" ? { description, default: usual } : { description };
      const kind = (kinds[name] ?? written)?.schema;
      const isList = "items" in field.schema;
      const schema = kind === undefined ? field.schema : isList ? { ...field.schema, items: kind } : kind;
      return [file, Type.Optional({ ...schema, ...known })];
    }),
  );
}

/**
 * The fields that an object of the file sets. Its schema has accepted it.
 *
 * @param label path of the file, for errors; other files that it names are looked for from its folder
 * @param path where in the file the object stands
 * @throws {UsageError} when a value cannot be used.
 */
export function readFileMembers<E extends Entity>(
  entity: E,
  object: Readonly<Record<string, unknown>>,
  label: string,
  path: JsonPath,
  kinds: FileKinds<E> = {},
): Partial<RecordOf<E>> {
  const entries = givenFieldsOf(entity).flatMap(([name, field]) => {
    const value = object[field.file];
    if (value === undefined) return [];
    const kind = kinds[name] ?? field.written;
    const read = (raw: RawValue, at: JsonPath) => readAt(label, at, () => kind?.parse(raw, dirname(label)));
    const here = [...path, field.file];
    return [[
      name,
      kind === undefined
        ? value
        : Array.isArray(value)
        ? value.map((item, index) => read(item, [...here, index]))
        : read(value as RawValue, here),
    ]];
  });
  return Object.fromEntries(entries);
}
