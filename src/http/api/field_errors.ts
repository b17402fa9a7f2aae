import type { TSchema } from "typebox";
import Value from "typebox/value";
import type { FieldError } from "../problem.ts";
import { fieldError } from "./api_error.ts";

/** More than these help nobody. */
const maxErrors = 20;

/**
 * What is wrong with a value, in the words of its schema; empty when nothing is.
 *
 * @param prefix what stands before the JSON Pointers, such as `#`
 */
export function findFieldErrors(schema: TSchema, value: unknown, prefix: string): FieldError[] {
  if (Value.Check(schema, value)) return [];
  const found = new Map<string, FieldError>();
  for (const violation of Value.Errors(schema, value)) {
    // Said again, at its place, by the keyword "boolean".
    if (violation.keyword === "additionalProperties") continue;
    for (const error of describe(`${prefix}${violation.instancePath}`, violation)) {
      // The first is the most telling: alternatives add their own after it.
      if (!found.has(error.pointer)) found.set(error.pointer, error);
    }
    if (found.size >= maxErrors) break;
  }
  return [...found.values()];
}

type SchemaError = ReturnType<typeof Value.Errors>[number];

function describe(pointer: string, error: SchemaError): FieldError[] {
  switch (error.keyword) {
    case "boolean":
      return [fieldError(pointer, "field_unknown")];
    case "required":
      return error.params.requiredProperties.map((name) => fieldError(`${pointer}/${name}`, "field_missing"));
    case "enum":
      return [fieldError(pointer, "field_not_one_of", { values: error.params.allowedValues.join(", ") })];
    case "type":
      return [fieldError(pointer, "field_wrong_type", { type: [error.params.type].flat().join(", ") })];
    case "pattern":
    case "format":
      return [fieldError(pointer, "field_wrong_format")];
    case "minLength":
      return error.params.limit === 1
        ? [fieldError(pointer, "field_missing")]
        : [fieldError(pointer, "field_too_short", { count: error.params.limit })];
    case "maxLength":
      return [fieldError(pointer, "field_too_long", { count: error.params.limit })];
    case "minItems":
      return [fieldError(pointer, "field_too_few", { count: error.params.limit })];
    case "maxItems":
      return [fieldError(pointer, "field_too_many", { count: error.params.limit })];
    case "minimum":
      return [fieldError(pointer, "field_too_small", { limit: Number(error.params.limit) })];
    case "maximum":
      return [fieldError(pointer, "field_too_large", { limit: Number(error.params.limit) })];
    default:
      return [fieldError(pointer, "field_invalid", { said: error.message })];
  }
}
