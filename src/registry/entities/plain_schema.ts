import type { TSchema } from "typebox";

/** Keywords that limit values without saying what they are made of. */
const limits: ReadonlySet<string> = new Set([
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
  "uniqueItems",
  "maxProperties",
  "additionalProperties",
]);

/** A schema without its limits: for what is shown, and for what was kept when limits may have been others. */
export function toPlainSchema<S extends TSchema>(schema: S): S {
  return JSON.parse(JSON.stringify(schema, (name, value: unknown) => limits.has(name) ? undefined : value));
}
