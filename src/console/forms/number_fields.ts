import type { TInteger } from "typebox";
import { type Entity, type Given, givenFieldsOf, type GivenName } from "../../registry/entities/entity.ts";
import type { FormFields } from "../page.ts";
import { toInteger } from "./field_lists.ts";

/** Names of the whole numbers of an entity that people give. */
type NumberName<E> = GivenName<E, TInteger> & string;

/** A field of a form for one of these. */
interface NumberField<N extends string> {
  readonly name: N;
  /** Name in the form: the path in the body of the API request. */
  readonly formName: string;
  /** Empty for none. */
  readonly value: string;
}

/** A form's fields for the whole numbers of an entity, with the values of `record`. */
export function numberFields<E extends Entity>(
  entity: E,
  prefix: string,
  record?: Partial<Given<E>>,
): readonly NumberField<NumberName<E>>[] {
  return integersOf(entity).map(([name, { wire }]) => ({
    name,
    formName: `${prefix}/${wire}`,
    value: String(record?.[name] ?? ""),
  }));
}

/** What such fields say, for the body of an API request: one left empty takes its value away, or changes nothing. */
export function readNumberFields(
  entity: Entity,
  prefix: string,
  fields: FormFields,
): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  for (const [, { wire, presence }] of integersOf(entity)) {
    const text = fields.get(`${prefix}/${wire}`).trim();
    if (text !== "") body[wire] = toInteger(text);
    else if (presence === "optional") body[wire] = null;
  }
  return body;
}

function integersOf<E extends Entity>(entity: E): readonly [name: NumberName<E>, field: Entity[string]][] {
  return givenFieldsOf(entity)
    .filter(([, { schema }]) => "type" in schema && schema.type === "integer")
    .map(([name, field]) => [name as NumberName<E>, field]); // Their schemas are those that the type asks for.
}
