import type { TSchema } from "typebox";
import Value from "typebox/value";
import type { FieldError } from "../problem.ts";

/** More than these help nobody. */
const mostErrors = 20;

/**
 * What is wrong with a value, in the words of its schema; empty when nothing is.
 *
 * @param prefix what stands before the JSON Pointers, such as `#`
 */
export function findFieldErrors(schema: TSchema, value: unknown, prefix: string): FieldError[] {
  if (Value.Check(schema, value)) return [];
  const found = new Map<string, FieldError>();
  for (const { keyword, instancePath, params, message } of Value.Errors(schema, value)) {
    // Said again, at its place, by the keyword "boolean".
    if (keyword === "additionalProperties") continue;
    for (const error of describe(keyword, params, message)) {
      const pointer = `${prefix}${instancePath}${error.pointer}`;
      // The first is the most telling: alternatives add their own after it.
      if (!found.has(pointer)) found.set(pointer, { ...error, pointer });
    }
    if (found.size >= mostErrors) break;
  }
  return [...found.values()];
}

function describe(keyword: string, params: object, message: string): FieldError[] {
  if (keyword === "boolean") return [{ pointer: "", detail: "is not known here" }];
  if (keyword === "required" && "requiredProperties" in params && Array.isArray(params.requiredProperties)) {
    return params.requiredProperties.map((name) => ({ pointer: `/${name}`, detail: "is missing" }));
  }
  if (keyword === "enum" && "allowedValues" in params && Array.isArray(params.allowedValues)) {
    return [{ pointer: "", detail: `must be one of ${params.allowedValues.join(", ")}` }];
  }
  return [{ pointer: "", detail: message }];
}
