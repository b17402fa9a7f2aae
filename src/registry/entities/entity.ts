import Type, { type Static, type TSchema, type TUnsafe } from "typebox";
import { findSchemaFaults } from "../../base/schema_fault.ts";
import { type Fault, fault, type FieldFaultCode } from "../../faults/fault.ts";
import type { ValueKind } from "../../base/value_kind.ts";

/** Whether a record always has a field: because it is always given, because it has a default, or not. */
type Presence = "required" | "default" | "optional";

/** Names and words of a field outside the code; each way in and out takes those it needs. */
interface FieldOptions<T> {
  /** A phrase without a full stop, for the API, the file's schema, the help and the docs. */
  readonly description?: string;
  /** Value of a record that is given none. */
  readonly default?: T;
  /** What it means that none is given, such as "until the update expires". */
  readonly otherwise?: string;
  /** Name in the API; by default the field's name in snake case. */
  readonly wire?: string;
  /** Key in `botmux.json`; by default the field's name. */
  readonly file?: string;
  /** Flag of the command line; by default the field's name in kebab case. */
  readonly flag?: string;
  /** Column of its table; by default its name in snake case, without the unit of a moment. */
  readonly column?: string;
  /** Stands for the value in the help. */
  readonly placeholder?: string;
  /** How people write it, or an item of it, in the file and on the command line; by default as the schema says. */
  readonly written?: ValueKind<(T extends readonly (infer I)[] ? I : T) | undefined>;
  /** How much of a number is 1 in a form, such as 1,000 of milliseconds that forms show in seconds. */
  readonly formUnit?: number;
  /** What a request may give, where that is less than can be kept. */
  readonly input?: TSchema;
  /** Whether a value that the schema accepts can be used. */
  accepts?(value: T | undefined): boolean;
  /** What is wrong with a value that cannot be used; by default what the schema says. */
  readonly fault?: Fault<FieldFaultCode>;
  /** Whether a value gives access to something: stores encrypt it where they are given a key. A text, or part of a record. */
  readonly isSecret?: boolean;
  /** The entity that it holds a record of. */
  readonly record?: Entity;
  /**
   * How the API shows it: `presence` tells only whether there is one. By default the value, except that an internal
   * field is not shown.
   */
  readonly answer?: "value" | "presence" | FieldAnswer<T>;
}

/** Another form in which the API shows a field. */
interface FieldAnswer<T> {
  /** Name in the answer; by default as in requests. */
  readonly wire?: string;
  readonly schema: TSchema;
  /** Whether it tells less than the value, which may be secret: forms do not show the value either. */
  readonly hidesValue?: boolean;
  of(value: T | undefined): unknown;
}

/** One field of an entity. */
export interface Field<S extends TSchema = TSchema, P extends Presence = Presence>
  extends FieldOptions<Readonly<Static<S>>> {
  readonly schema: S;
  readonly presence: P;
  /** See {@linkcode internal}. */
  readonly isInternal?: boolean;
}

/** Fields by name: what {@linkcode entity} takes. */
type Fields = Readonly<Record<string, Field>>;

/** Fields with all their names. */
export type Entity<F extends Fields = Fields> = {
  readonly [K in keyof F]:
    & F[K]
    & Readonly<Record<"file" | "flag" | "column", string>>
    & { readonly wire: WireName<K, F[K]> };
};

type WireName<N, F> = F extends { readonly wire: infer W extends string } ? W
  : N extends `${infer M}AtMs` ? SnakeCase<`${M}At`>
  : SnakeCase<N>;

type SnakeCase<N> = N extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : N extends string ? N
  : never;

type AnswerName<F> = F extends { readonly wire: infer W extends string }
  ? F extends { readonly answer: "presence" } ? `has_${W}`
  : F extends { readonly answer: { readonly wire: infer A extends string } } ? A
  : F extends { readonly answer: unknown } ? W
  : F extends { readonly isInternal: true } ? never
  : W
  : never;

type AnswerValue<F> = F extends { readonly answer: "presence" } ? boolean
  : F extends { readonly answer: { readonly schema: infer S extends TSchema } } ? Static<S>
  : F extends Field<infer S, infer P> ? P extends "optional" ? Static<S> | null : Static<S>
  : never;

/** What the API shows of a record. */
export type AnswerOf<E> = { [K in keyof E as AnswerName<E[K]>]: AnswerValue<E[K]> };

type ValueOfField<F> = F extends Field<infer S, infer P>
  ? P extends "optional" ? Readonly<Static<S>> | undefined : Readonly<Static<S>>
  : never;

type RequiredName<E> = { [K in keyof E]: E[K] extends Field<TSchema, "required"> ? K : never }[keyof E];

/** A record of an entity. A field without a value is `undefined`. */
export type RecordOf<E> = { readonly [K in keyof E]: ValueOfField<E[K]> };

/** Names of the fields with such a schema that requests, files and flags can set. */
export type GivenName<E, S extends TSchema = TSchema> = {
  [K in keyof E]: E[K] extends { readonly isInternal: true } ? never
    : E[K] extends { readonly schema: S } ? K
    : never;
}[keyof E];

/** What has to be given for a new record, and what can be. */
export type Given<E> =
  & Pick<RecordOf<E>, RequiredName<E>>
  & { readonly [K in Exclude<keyof E, RequiredName<E>>]?: ValueOfField<E[K]> | undefined };

/** What requests, files and flags give of a new record. */
export type GivenFields<E> = {
  [K in keyof Given<E> as K extends GivenName<E> ? K : never]: Given<E>[K];
};

/** A record that the store gives an `id`. */
export type NewRecord<E> = Omit<Given<E>, "id">;

/** A field that has a value in every record. */
export function required<S extends TSchema, const O extends FieldOptions<Readonly<Static<S>>>>(
  schema: S,
  options?: O,
): Field<S, "required"> & O {
  return toField(schema, "required", options);
}

/** A field whose value is `undefined` unless one is given. */
export function optional<S extends TSchema, const O extends FieldOptions<Readonly<Static<S>>>>(
  schema: S,
  options?: O,
): Field<S, "optional"> & O {
  return toField(schema, "optional", options);
}

/** A field with a default. */
export function withDefault<
  S extends TSchema,
  const O extends FieldOptions<Readonly<Static<S>>> & { readonly default: Readonly<Static<S>> },
>(schema: S, options: O): Field<S, "default"> & O {
  return toField(schema, "default", options);
}

function toField<S extends TSchema, P extends Presence, O>(schema: S, presence: P, options: O | undefined) {
  return { ...options, schema, presence } as Field<S, P> & O; // Without options there is nothing that O asks for.
}

/** A field that only BotMux sets: no request, file or flag can. */
export function internal<F extends Field>(field: F): F & { readonly isInternal: true } {
  return { ...field, isInternal: true };
}

/**
 * Declares an entity. Its type, its row, its members in the API, its keys in `botmux.json`, its flags, its form and
 * its table in the docs are derived from this.
 */
export function entity<F extends Fields>(fields: F): Entity<F> {
  const named = Object.entries(fields).map(([name, field]) => [name, {
    ...field,
    wire: field.wire ?? toWords(name.replace(/AtMs$/, "At"), "_"),
    file: field.file ?? name,
    flag: field.flag ?? toWords(name, "-"),
    column: field.column ?? toWords(name, "_").replace(/_(at|since)_ms$/, "_$1"),
  }]);
  return Object.fromEntries(named) as Entity<F>; // Object.entries() forgets the names.
}

/** An entity with some of the fields of another. */
export function pickFields<E extends Entity, K extends keyof E>(entity: E, names: readonly K[]): Pick<E, K> {
  return Object.fromEntries(names.map((name) => [name, entity[name]])) as Pick<E, K>; // As the names say.
}

/** An entity without some of its fields. */
export function omitFields<E extends Entity, K extends keyof E>(entity: E, names: readonly K[]): Omit<E, K> {
  const left = fieldsOf(entity).filter(([name]) => !names.some((omitted) => omitted === name));
  return Object.fromEntries(left) as Omit<E, K>; // As the names say.
}

/** The schema of a record that a field holds. */
export function toRecordSchema<E extends Entity>(_entity: E): TUnsafe<RecordOf<E>> {
  return Type.Unsafe<RecordOf<E>>(Type.Object({}));
}

/** The schema of a JSON object that leaves out fields without a value. */
export function toSparseSchema<E extends Entity>(entity: E): TUnsafe<Partial<RecordOf<E>>> {
  return Type.Unsafe(Type.Object(Object.fromEntries(
    fieldsOf(entity).map(([name, { schema }]) => [name, Type.Optional(schema)]),
  )));
}

/** The fields of an entity in their order. */
export function fieldsOf<E extends Entity>(
  entity: E,
): readonly [name: keyof E & string, field: Entity[string]][] {
  return Object.entries(entity);
}

/** The fields that requests, files and flags can set. */
export function givenFieldsOf<E extends Entity>(entity: E): ReturnType<typeof fieldsOf<E>> {
  return fieldsOf(entity).filter(([, { isInternal }]) => !isInternal);
}

/** The fields that the API shows. */
export function shownFieldsOf<E extends Entity>(entity: E): ReturnType<typeof fieldsOf<E>> {
  return fieldsOf(entity).filter(([, { isInternal, answer }]) => !isInternal || answer !== undefined);
}

/** A record with all that is given, and defaults for the rest. */
export function createRecord<E extends Entity>(entity: E, given: Given<E>): RecordOf<E> {
  const values: Readonly<Record<string, unknown>> = given;
  const entries = fieldsOf(entity).map(([name, field]) => [name, values[name] ?? field.default]);
  return Object.fromEntries(entries) as RecordOf<E>; // Given has what is required, and the types of the fields.
}

/** A field whose value cannot be used. */
interface FieldFault<N> {
  readonly name: N;
  /** Never repeats the value. */
  readonly fault: Fault<FieldFaultCode>;
}

/** The first field of a record whose value cannot be used; `undefined` when all can. */
export function findFieldFault<E extends Entity>(
  entity: E,
  record: RecordOf<E>,
): FieldFault<keyof E & string> | undefined {
  for (const [name, field] of fieldsOf(entity)) {
    const value = record[name];
    if (value === undefined && field.presence === "optional") continue;
    const [violation] = findSchemaFaults(field.schema, value);
    if (violation === undefined && field.accepts?.(value) !== false) continue;
    return { name, fault: field.fault ?? violation?.fault ?? fault("field_not_understood") };
  }
  return undefined;
}

/** A value as the API shows it, where that is not whether there is one. */
export function toShownValue({ answer }: Field, value: RecordOf<Entity>[string]): unknown {
  return typeof answer === "object" ? answer.of(value) : value;
}

/** A field's description with what holds when no value is given. */
export function describeField({ description = "", otherwise }: FieldOptions<unknown>): string {
  return otherwise === undefined ? description : `${description}; by default ${otherwise}`;
}

function toWords(name: string, separator: string): string {
  return name.replace(/[A-Z]/g, (letter) => `${separator}${letter.toLowerCase()}`);
}
