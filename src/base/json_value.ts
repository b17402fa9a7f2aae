/** Looking into parsed JSON of which nothing is promised. */

import { cutNesting, maxJsonLevels } from "./json_nesting.ts";

/** A JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** `value` when it is a JSON object; arrays are none. */
export function asRecord(value: unknown): JsonRecord | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` when it is an integer that a number holds exactly, else 0. */
export function asInteger(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}

/** `value` when it is text, else an empty text. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The members of `value` when it is an array, else none. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The JSON objects among the members of `value` when it is an array, else none. */
export function asRecords(value: unknown): readonly JsonRecord[] {
  return asArray(value).filter(isRecord);
}

/** `value`, one of `choices`. @throws {TypeError} when it is none of them. */
export function requireChoice<T>(value: unknown, choices: readonly T[]): T {
  const choice = choices.find((choice) => choice === value);
  if (choice === undefined) {
    throw new TypeError(`Cannot read ${JSON.stringify(value)}: expected ${choices.join(", ")}`);
  }
  return choice;
}

/**
 * The JSON value that `text` spells; `undefined` when it is not one. What is nested deeper than {@linkcode maxJsonLevels} is
 * `null` in it, so that it can be walked over by recursion.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(cutNesting(text, maxJsonLevels));
  } catch {
    return undefined;
  }
}
