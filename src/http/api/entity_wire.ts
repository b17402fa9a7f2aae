import Type, { type TOptional, type TSchema, type TUnsafe } from "typebox";
import {
  type AnswerOf,
  describeField,
  type Entity,
  type Field,
  type GivenFields,
  givenFieldsOf,
  type GivenName,
  type RecordOf,
  shownFieldsOf,
  toShownValue,
} from "../../registry/entities/entity.ts";
import { toPlainSchema } from "../../registry/entities/plain_schema.ts";
import { nullable, parseMoment } from "./wire.ts";

type Members<S extends TSchema> = Readonly<Record<string, S>>;

/** Members of a request that set an entity's fields: absent ones stay, `null` takes a value away. */
export function inputMembers(entity: Entity): Members<TOptional<TSchema>> {
  return toMembers(
    entity,
    (field) => field.presence === "optional" ? nullable(toInput(field)) : toInput(field),
  );
}

/** Members of a request that makes a record: those without a default are required. */
export function newMembers(entity: Entity): Members<TSchema> {
  return {
    ...wholeMembers(entity),
    ...Object.fromEntries(
      givenFieldsOf(entity).filter(([, { presence }]) => presence === "required")
        .map(([, field]) => [field.wire, toInput(field)]),
    ),
  };
}

/** Members of a request whose fields are replaced together: absent ones have no value. */
export function wholeMembers(entity: Entity): Members<TOptional<TSchema>> {
  return toMembers(entity, toInput);
}

function toMembers(entity: Entity, toSchema: (field: Field) => TSchema): Members<TOptional<TSchema>> {
  const entries = givenFieldsOf(entity).map(([, field]) => [field.wire, Type.Optional(toSchema(field))]);
  return Object.fromEntries(entries);
}

function toInput(field: Field): TSchema {
  return { ...field.input ?? field.schema, description: describeField(field) };
}

/** Members of an answer that shows only the fields with a value. */
export function sparseAnswerMembers(entity: Entity): Members<TOptional<TSchema>> {
  return toMembers(
    entity,
    (field) => {
      const shown = typeof field.answer === "object" ? field.answer.schema : toPlainSchema(field.schema);
      return { ...shown, description: describeField(field) };
    },
  );
}

/** Those fields of a record that have a value, as {@linkcode sparseAnswerMembers} show them. */
export function toSparseAnswer<E extends Entity>(
  entity: E,
  record: Partial<RecordOf<E>>,
): Readonly<Record<string, unknown>> {
  const entries = givenFieldsOf(entity).map(([name, field]) =>
    [field.wire, toShownValue(field, record[name])] as const
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * The fields of a new record, once {@linkcode newMembers} have accepted the request.
 *
 * @throws {ApiError} 409 when a time is invalid.
 */
export function toGiven<E extends Entity>(
  entity: E,
  input: Readonly<Record<string, unknown>>,
): GivenFields<E> {
  return Object.fromEntries(readInput(entity, input)) as GivenFields<E>; // What is required was there.
}

/**
 * The fields that a request sets, once {@linkcode inputMembers} have accepted it.
 *
 * @throws {ApiError} 409 when a time is invalid.
 */
export function toPatch<E extends Entity>(
  entity: E,
  input: Readonly<Record<string, unknown>>,
): Partial<Pick<RecordOf<E>, GivenName<E>>> {
  return Object.fromEntries(readInput(entity, input)) as ReturnType<typeof toPatch<E>>; // As the schemas say.
}

function readInput(entity: Entity, input: Readonly<Record<string, unknown>>): unknown[][] {
  return givenFieldsOf(entity)
    .filter(([, { wire }]) => input[wire] !== undefined)
    .map(([name, field]) => [name, toValue(field, input[field.wire] ?? undefined)]);
}

/** Moments come as texts. One before the epoch counts as its first millisecond: rows keep 0 for none. */
function toValue({ input, wire }: Entity[string], value: unknown): unknown {
  const isMoment = input !== undefined && "format" in input && input.format === "date-time";
  return isMoment && typeof value === "string" ? Math.max(parseMoment(value, `#/${wire}`), 1) : value;
}

/** Members of an answer that show an entity's fields. */
export function answerMembers<E extends Entity>(
  entity: E,
): { readonly [K in keyof AnswerOf<E>]: TUnsafe<AnswerOf<E>[K]> } {
  const entries = shownFieldsOf(entity).map(([, field]) => {
    const { wire, answer, presence, schema } = field;
    if (answer === "presence") return [`has_${wire}`, Type.Boolean()];
    if (typeof answer === "object") return [answer.wire ?? wire, answer.schema];
    const description = describeField(field);
    const plain = { ...toPlainSchema(schema), ...description === "" ? {} : { description } };
    return [wire, presence === "optional" ? nullable(plain) : plain];
  });
  return Object.fromEntries(entries) as ReturnType<typeof answerMembers<E>>; // Its type says the same of each field.
}

/** A record as {@linkcode answerMembers} show it. */
export function toAnswerMembers<E extends Entity>(entity: E, record: RecordOf<E>): AnswerOf<E> {
  const entries = shownFieldsOf(entity).map(([name, { wire, answer }]) => {
    const value = record[name];
    if (answer === "presence") return [`has_${wire}`, value !== undefined];
    return typeof answer === "object" ? [answer.wire ?? wire, answer.of(value)] : [wire, value ?? null];
  });
  return Object.fromEntries(entries) as AnswerOf<E>; // Records have values of the types that the fields say.
}
