import Type, { type TProperties, type TSchema } from "typebox";
import { badRequest, fieldError } from "./api_error.ts";
import { findFieldErrors } from "./field_errors.ts";

/**
 * The parameters of a query, as their schemas describe them.
 *
 * @throws {ApiError} 400 when one is not known, is given twice, or is not what it must be.
 */
export function readQuery(
  properties: TProperties,
  query: URLSearchParams,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const given = query.getAll(name);
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) {
      throw badRequest([fieldError(name.slice(0, 100), "field_unknown")]);
    }
    if (given.length > 1) throw badRequest([fieldError(name, "field_repeated")]);
    values[name] = fromText(property, given[0] ?? "");
  }
  const errors = findFieldErrors(Type.Object(properties), values, "");
  if (errors.length === 0) return values;
  throw badRequest(errors.map(({ pointer, fault }) => ({ pointer: pointer.replace(/^\//, ""), fault })));
}

/**
 * Looks whether the headers that an endpoint reads are what their schemas describe.
 *
 * @throws {ApiError} 400 when one is not.
 */
export function checkHeaders(properties: TProperties, headers: Headers): void {
  const given = Object.keys(properties).flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  const errors = findFieldErrors(
    Type.Partial(Type.Object(properties)),
    Object.fromEntries(given),
    "",
  );
  if (errors.length === 0) return;
  throw badRequest(errors.map(({ pointer, fault }) => ({ pointer: pointer.replace(/^\//, ""), fault })));
}

/** The parameters of a path; `undefined` when one is not what it must be: then there is nothing at that path. */
export function readPath(
  properties: TProperties,
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> | undefined {
  const values = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, fromText(property, texts[name] ?? "")]),
  );
  return findFieldErrors(Type.Object(properties), values, "").length === 0 ? values : undefined;
}

/** Numbers and switches from their one way of writing; everything else stays a text, and fails where it must. */
function fromText(schema: TSchema, text: string): unknown {
  const type = "type" in schema ? schema.type : undefined;
  if (type === "integer" && /^-?(0|[1-9]\d*)$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
