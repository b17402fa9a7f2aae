import type { Static } from "typebox";
import {
  type Entity,
  type Field,
  givenFieldsOf,
  type GivenName,
  type RecordOf,
} from "../../registry/entities/entity.ts";
import type { SchemaPart } from "../../registry/entities/describe_expected.ts";
import type { FormFields } from "../page.ts";
import { toHeaders, toIds, toInteger, toLines, toMultiple, toWords } from "./field_lists.ts";
import { toHtmlPattern } from "./html_pattern.ts";
import { toUtcMoment } from "./utc_moment.ts";

/** What a field of an entity looks like in a form. */
export type Control =
  | { readonly kind: "check" | "moment" | "ids" | "words" | "lines" | "headers" }
  | { readonly kind: "choice" | "checks"; readonly options: readonly string[] }
  /** The text of a field, in `unit`s. */
  | {
    readonly kind: "number";
    readonly unit: number;
    readonly min: number | undefined;
    readonly max: number | undefined;
  }
  /** A whole number without a limit that means something. */
  | { readonly kind: "digits"; readonly pattern: string }
  | { readonly kind: "text"; readonly maxlength: number | undefined; readonly pattern: string | undefined }
  | { readonly kind: "block"; readonly maxlength: number };

/** The longest text that has a field of one line, in characters. */
const maxLine = 1_000;

/** Names of the texts for the labels of an entity's fields and of the options of those that have some. */
export type FieldTextName<E> = {
  [K in GivenName<E> & string]: K | OptionName<K, E[K]>;
}[GivenName<E> & string];

type OptionName<K extends string, F> = F extends Field<infer S>
  ? Static<S> extends string ? string extends Static<S> ? never : `${K}.${Static<S>}` : never
  : never;

/** What a field looks like in a form, as its schema says. */
export function toControl(field: Field): Control {
  const schema: SchemaPart = field.input ?? field.schema;
  if (schema.enum !== undefined) return { kind: "choice", options: schema.enum };
  if (schema.format === "date-time") return { kind: "moment" };
  switch (schema.type) {
    case "boolean":
      return { kind: "check" };
    case "integer":
      return toNumberControl(schema, field.formUnit ?? 1);
    case "array":
      return toListControl(schema.items, field);
    case "object":
      return { kind: "headers" };
    default:
      return toTextControl(schema);
  }
}

function toNumberControl(
  { minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: SchemaPart,
  unit: number,
): Control {
  if (maximum === Number.MAX_SAFE_INTEGER) return { kind: "digits", pattern: "[0-9]{1,16}" };
  // A minimum below one unit is left to the endpoint: no browser words it well.
  return { kind: "number", unit, min: Math.floor(minimum / unit), max: Math.floor(maximum / unit) };
}

function toListControl(items: SchemaPart | undefined, { written }: Field): Control {
  if (items?.enum !== undefined) return { kind: "checks", options: items.enum };
  return { kind: items?.type === "integer" ? "ids" : written === undefined ? "lines" : "words" };
}

function toTextControl({ maxLength, pattern }: SchemaPart): Control {
  if (maxLength !== undefined && maxLength > maxLine) return { kind: "block", maxlength: maxLength };
  const htmlPattern = pattern === undefined ? undefined : toHtmlPattern(pattern);
  return { kind: "text", maxlength: maxLength, pattern: htmlPattern };
}

/** Name of a field in a form: its place in the body of the API request, where a record may be within another. */
export function toFormName({ wire }: Entity[string], within?: string): string {
  return within === undefined ? wire : `${within}/${wire}`;
}

/** Names of an entity's fields in a form. */
export function formNamesOf(entity: Entity, within?: string): readonly string[] {
  return givenFieldsOf(entity).map(([, field]) => toFormName(field, within));
}

/** Names of those fields that keep what stood in them when the form is refused: all but secrets. */
export function keptNamesOf(entity: Entity, within?: string): readonly string[] {
  return givenFieldsOf(entity).filter(([, field]) => !isSecret(field)).map(([, field]) =>
    toFormName(field, within)
  );
}

/** Whether forms do not show a field's value again: it may be secret. */
export function isHidden({ answer }: Field): boolean {
  return answer === "presence" || typeof answer === "object" && answer.hidesValue === true;
}

/** Whether not even a refused form shows what was given. */
export function isSecret(field: Field): boolean {
  return field.answer === "presence" || toControl(field).kind === "headers";
}

/** A record from what the API shows of it, as far as forms show its values. */
export function toFormRecord<E extends Entity>(
  entity: E,
  answer: Readonly<Record<string, unknown>>,
): Partial<RecordOf<E>> {
  const shown = givenFieldsOf(entity).filter(([, field]) => !isHidden(field));
  const entries = shown.map(([name, { wire }]) => [name, answer[wire] ?? undefined]);
  return Object.fromEntries(entries) as Partial<RecordOf<E>>; // Answers have the types of the fields.
}

/** Name of the box that takes a hidden value away. */
export function toRemovalName(formName: string): string {
  return `${formName}/none`;
}

/** Options of {@linkcode readEntityForm}. */
interface ReadOptions {
  readonly within?: string;
  /** Whether a whole record is given: what is left empty is then absent, instead of taken away. */
  readonly isWhole?: boolean;
}

/**
 * What the fields of an entity say, as members of an API request. What cannot be read stays a text, for the endpoint to
 * refuse. A hidden value that is left empty stays.
 */
export function readEntityForm(
  entity: Entity,
  fields: FormFields,
  { within, isWhole = false }: ReadOptions = {},
): Readonly<Record<string, unknown>> {
  const entries = givenFieldsOf(entity).flatMap(([, field]) => {
    const value = readControl(toControl(field), toFormName(field, within), fields);
    const given = value ?? toEmpty(field, toFormName(field, within), fields, isWhole);
    return given === undefined ? [] : [[field.wire, given] as const];
  });
  return Object.fromEntries(entries);
}

/** What a field says; `undefined` when it is left empty. */
function readControl(control: Control, name: string, fields: FormFields): unknown {
  const text = fields.get(name).trim();
  switch (control.kind) {
    case "check":
      return text === "on" || undefined;
    case "checks":
      return orEmpty(fields.getAll(name));
    case "ids":
      return orEmpty(toIds(text));
    case "words":
      return orEmpty(toWords(text));
    case "lines":
      return orEmpty(toLines(text));
    case "headers":
      return text === "" ? undefined : toHeaders(text);
    case "moment":
      return toUtcMoment(text);
    case "number":
      return text === "" ? undefined : toMultiple(text, control.unit);
    case "digits":
      return text === "" ? undefined : toInteger(text);
    default:
      return text === "" ? undefined : text;
  }
}

function orEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** What a field that was left empty means; `undefined` for nothing. */
function toEmpty(field: Entity[string], name: string, fields: FormFields, isWhole: boolean): unknown {
  const { presence, default: usual } = field;
  if (isHidden(field) && fields.get(toRemovalName(name)) !== "on") return undefined;
  if (presence === "optional") return isWhole ? undefined : null;
  if (typeof usual === "boolean") return false;
  return usual === "" || isHidden(field) ? usual : undefined;
}
