import Type, { type TOptional, type TSchema } from "typebox";
import {
  describeField,
  type Entity,
  type Field,
  fieldsOf,
  givenFieldsOf,
  type RecordOf,
} from "../../registry/entities/entity.ts";
import { toPlainSchema } from "../../registry/entities/plain_schema.ts";
import { nullable } from "./wire.ts";

type Members<S extends TSchema> = Readonly<Record<string, S>>;

/** Members of a request that set an entity's fields: absent ones stay, `null` takes a value away. */
export function inputMembers(entity: Entity): Members<TOptional<TSchema>> {
  return toMembers(
    entity,
    (field) => field.presence === "optional" ? nullable(toInput(field)) : toInput(field),
  );
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
    (field) => ({ ...toPlainSchema(field.schema), description: describeField(field) }),
  );
}

/** Those fields of a record that have a value, as {@linkcode sparseAnswerMembers} show them. */
export function toSparseAnswer<E extends Entity>(
  entity: E,
  record: Partial<RecordOf<E>>,
): Readonly<Record<string, unknown>> {
  const entries = givenFieldsOf(entity).map(([name, { wire }]) => [wire, record[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The fields that a request sets, once {@linkcode inputMembers} have accepted it. */
export function toPatch<E extends Entity>(
  entity: E,
  input: Readonly<Record<string, unknown>>,
): Partial<RecordOf<E>> {
  const entries = givenFieldsOf(entity)
    .filter(([, { wire }]) => input[wire] !== undefined)
    .map(([name, { wire }]) => [name, input[wire] ?? undefined]);
  return Object.fromEntries(entries);
}

/** Members of an answer that show an entity's fields. */
export function answerMembers(entity: Entity): Members<TSchema> {
  return Object.fromEntries(
    fieldsOf(entity).map(([, field]) => {
      const { wire, answer, presence, schema } = field;
      if (answer === "presence") return [`has_${wire}`, Type.Boolean()];
      if (answer !== undefined) return [answer.wire, answer.schema];
      const plain = { ...toPlainSchema(schema), description: describeField(field) };
      return [wire, presence === "optional" ? nullable(plain) : plain];
    }),
  );
}

/** A record as {@linkcode answerMembers} show it. */
export function toAnswerMembers<E extends Entity>(
  entity: E,
  record: RecordOf<E>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fieldsOf(entity).map(([name, { wire, answer }]) => {
      const value = record[name];
      if (answer === "presence") return [`has_${wire}`, value !== undefined];
      return answer === undefined ? [wire, value ?? null] : [answer.wire, answer.of(value)];
    }),
  );
}
