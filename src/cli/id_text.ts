import { ValueError } from "../base/value_kind.ts";

/**
 * The id of a chat or user in a text.
 *
 * @throws {ValueError} when it is invalid.
 */
export function parseId(text: string): number {
  const id = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(id)) throw new ValueError("a number such as -1001234567890");
  return id;
}
