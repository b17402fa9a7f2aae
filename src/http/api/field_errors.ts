import type { TSchema } from "typebox";
import { findSchemaFaults } from "../../base/schema_fault.ts";
import type { FieldError } from "../problem.ts";

/** More than these help nobody. */
const maxErrors = 20;

/**
 * What is wrong with a value, in the words of its schema; empty when nothing is.
 *
 * @param prefix what precedes the JSON Pointers, such as `#`
 */
export function findFieldErrors(schema: TSchema, value: unknown, prefix: string): FieldError[] {
  const found = new Map<string, FieldError>();
  for (const { pointer, fault } of findSchemaFaults(schema, value)) {
    const place = prefix + pointer;
    // The first is the most telling: alternatives add their own after it.
    if (!found.has(place)) found.set(place, { pointer: place, fault });
    if (found.size >= maxErrors) break;
  }
  return [...found.values()];
}
