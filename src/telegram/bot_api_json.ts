import { parseJson } from "../base/json_value.ts";

/**
 * The value of JSON text of the Bot API, without members that are `null`: the Bot API leaves out what is not there, but
 * other servers and some libraries write it so. What is nested deeper than anything of the Bot API is left out too; see
 * {@linkcode parseJson}. `undefined` when the text is no JSON.
 */
export function parseBotApiJson(text: string): unknown {
  const value = parseJson(text);
  // Nearly no text holds one, and looking for it costs little beside parsing.
  return text.includes("null") ? withoutNulls(value) : value;
}

/** `value` without members that are `null`, at any depth; the elements of arrays keep their places. */
export function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutNulls);
  const kept: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === null) continue;
    // Assigned, a member of this name would become the prototype.
    if (name === "__proto__") Object.defineProperty(kept, name, { value: member, enumerable: true });
    else kept[name] = withoutNulls(member);
  }
  return kept;
}
