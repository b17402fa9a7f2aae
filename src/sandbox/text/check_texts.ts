import type { Parameters } from "../../telegram/parameters.ts";
import { badRequest } from "../refusals.ts";

/** An unpaired half of a sign as `JSON.stringify` writes it, which writes whole signs as they are. */
const halfSign = /(?<!\\)(?:\\\\)*\\ud[89a-f][0-9a-f]{2}/;

/**
 * Looks at every text of a call, those in JSON too.
 *
 * @throws {TelegramError} 400 when one holds half a sign: such a text cannot be written in UTF-8.
 */
export function checkTexts(parameters: Parameters): void {
  for (const [name, text] of parameters.values) {
    const isJson = /^\s*[[{]/.test(text) && text.includes("\\u");
    const isWhole = text.isWellFormed() &&
      !(isJson && halfSign.test(JSON.stringify(parameters.json(name)) ?? ""));
    if (!isWhole) throw notUtf8();
  }
}

/** Refusal of texts that are no UTF-8. */
export function notUtf8(): Error {
  return badRequest("strings must be encoded in UTF-8");
}
