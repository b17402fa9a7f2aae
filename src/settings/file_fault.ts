import type { TSchema } from "typebox";
import Value from "typebox/value";
import { type Fault, fault, type TerminalFaultCode } from "../faults/fault.ts";
import { describeExpected, type SchemaPart } from "../registry/entities/describe_expected.ts";
import { findNearest } from "../base/nearest.ts";

/** A way into a JSON value: names of members and indices of items. */
export type JsonPath = readonly (string | number)[];

/** The path as one would write it: `bots[0].consumers[1].mode`. */
export function toPathText(path: JsonPath): string {
  return path.map((step, index) => typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)
    .join("");
}

/**
 * What is wrong with the content of a file, without ever repeating it; `undefined` when nothing is. Unknown names come
 * first: a misspelt one often explains what is missing.
 */
export function findFileFault(
  schema: TSchema,
  value: unknown,
  file: string,
): Fault<TerminalFaultCode> | undefined {
  if (Value.Check(schema, value)) return undefined;
  const errors = [...Value.Errors(schema, value)];
  const unknown = errors.find((error) => error.keyword === "boolean");
  if (unknown !== undefined) return describeUnknown(schema, toPath(unknown.instancePath, value), file);
  const missing = errors.find((error) => error.keyword === "required");
  if (missing !== undefined) {
    const { requiredProperties } = missing.params as { readonly requiredProperties: readonly string[] }; // By keyword.
    const place = toPathText([...toPath(missing.instancePath, value), requiredProperties[0] ?? ""]);
    return fault("setting_missing", { file, place });
  }
  const [first] = errors;
  const path = first === undefined ? [] : toPath(first.instancePath, value);
  const place = path.length === 0 ? "the file" : toPathText(path);
  return fault("setting_file_invalid", {
    file,
    place,
    expected: describeExpected(schemaAt(schema, path) ?? {}),
  });
}

function describeUnknown(schema: TSchema, path: JsonPath, file: string): Fault<TerminalFaultCode> {
  const name = String(path.at(-1));
  const siblings = Object.keys(membersOf(schemaAt(schema, path.slice(0, -1)) ?? {}));
  const nearest = findNearest(name, siblings);
  const place = toPathText(path);
  return nearest === undefined
    ? fault("setting_unknown", { file, place, names: siblings.join(", ") })
    : fault("setting_misspelt", { file, place, nearest });
}

function schemaAt(schema: SchemaPart, path: JsonPath): SchemaPart | undefined {
  let part: SchemaPart | undefined = schema;
  for (const step of path) part = typeof step === "number" ? part?.items : memberAt(part ?? {}, step);
  return part;
}

function memberAt(part: SchemaPart, name: string): SchemaPart | undefined {
  return membersOf(part)[name] ?? Object.values(part.patternProperties ?? {})[0];
}

function membersOf(part: SchemaPart): Readonly<Record<string, SchemaPart>> {
  return part.properties ?? {};
}

/** A JSON Pointer as a path; whether a step is an index is told by the value. */
function toPath(pointer: string, value: unknown): JsonPath {
  let current = value;
  return pointer.split("/").slice(1).map((step) => {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    const isIndex = Array.isArray(current);
    const members: Readonly<Record<string, unknown>> = Object(current);
    current = members[name];
    return isIndex ? Number(name) : name;
  });
}
