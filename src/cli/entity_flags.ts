import { choiceKind, countKind, textKind, type ValueKind } from "../base/value_kind.ts";
import {
  type Entity,
  type Field,
  givenFieldsOf,
  type GivenName,
  type RecordOf,
} from "../registry/entities/entity.ts";
import type { SchemaPart } from "../registry/entities/describe_expected.ts";
import type { Flag } from "./arguments.ts";
import type { CommandInput } from "./command.ts";
import { listOf, valueOf } from "./flag_values.ts";

/** What the help adds to the descriptions of fields. */
type FlagNotes<E> = { readonly [K in keyof E]?: string };

/** The flags that set the fields of a new record. */
export function entityFlags<E extends Entity>(entity: E, notes: FlagNotes<E> = {}): readonly Flag[] {
  return toFlags(entity, notes, describeDefault);
}

/** The flags that change fields: what is not given stays. */
export function patchFlags<E extends Entity>(entity: E, notes: FlagNotes<E> = {}): readonly Flag[] {
  return toFlags(entity, notes, () => "");
}

function toFlags<E extends Entity>(
  entity: E,
  notes: FlagNotes<E>,
  describeAbsence: (field: Field) => string,
): readonly Flag[] {
  return givenFieldsOf(entity).map(([name, field]) => ({
    name: field.flag,
    placeholder: field.placeholder ?? kindOf(field).placeholder,
    ...isList(field) ? { isList: true } : {},
    description: `${field.description}${notes[name] ?? ""}${describeAbsence(field)}`,
  }));
}

/**
 * The fields that flags set.
 *
 * @param readers read the flags that are written in a way of their own
 * @throws {UsageError} when a value cannot be used.
 */
export function readEntityFlags<E extends Entity>(
  entity: E,
  { flags, host }: CommandInput,
  readers: { readonly [K in keyof E]?: (flag: string) => RecordOf<E>[K] } = {},
): Partial<Pick<RecordOf<E>, GivenName<E>>> {
  const entries = givenFieldsOf(entity).flatMap(([name, field]) => {
    if (!flags.has(field.flag)) return [];
    const reader = readers[name];
    if (reader !== undefined) return [[name, reader(field.flag)]];
    const kind = kindOf(field);
    const parse = (text: string) => kind.parse(text, host.cwd);
    if (!isList(field)) return [[name, valueOf(flags, field.flag, parse)]];
    const items = listOf(flags, field.flag, parse);
    return [[name, "uniqueItems" in field.schema ? [...new Set(items)] : items]];
  });
  return Object.fromEntries(entries) as ReturnType<typeof readEntityFlags<E>>; // Kinds read what the schemas say.
}

function describeDefault({ otherwise, default: usual }: Field): string {
  if (otherwise !== undefined) return ` (default: ${otherwise})`;
  return typeof usual === "object" || usual === undefined || usual === "" ? "" : ` (default ${usual})`;
}

function isList({ schema }: Field): boolean {
  const { type }: SchemaPart = schema;
  return type === "array" || type === "object";
}

const switches = choiceKind(["on", "off"]);
const onOffKind: ValueKind<boolean> = { ...switches, parse: (value) => switches.parse(value, "") === "on" };

/** How a field, or an item of a list, is written on the command line. */
function kindOf({ written, schema }: Field): ValueKind<unknown> {
  if (written !== undefined) return written;
  const { type, enum: choices, minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: SchemaPart = schema;
  if (choices !== undefined) return choiceKind(choices);
  if (type === "boolean") return onOffKind;
  return type === "integer"
    ? { ...countKind(minimum, maximum), placeholder: "N" }
    : textKind("TEXT", (text) => text);
}
