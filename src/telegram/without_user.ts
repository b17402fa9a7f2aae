import { maxJsonLevels } from "../base/json_nesting.ts";
import { asInteger, asRecord, type JsonRecord } from "../base/json_value.ts";

/** Stands where the user stood; an id of 0 is nobody's. */
const nobody: JsonRecord = { id: 0, is_bot: false, first_name: "" };

/**
 * An update, or anything of the Bot API, without a user: messages and deeds of the user inside of it are gone, and so is
 * every User or private Chat object of theirs. The same value when the user does not stand in it.
 */
export function withoutUser(value: unknown, userId: number): unknown {
  return without(value, userId, 0);
}

function without(value: unknown, userId: number, depth: number): unknown {
  if (typeof value !== "object" || value === null || depth > maxJsonLevels) return value;
  if (Array.isArray(value)) {
    const kept = value.map((each: unknown) => without(each, userId, depth + 1));
    const rest = kept.filter((each) => each !== undefined);
    return rest.length < kept.length || kept.some((each, index) => each !== value[index]) ? rest : value;
  }
  const record = value as JsonRecord; // An object that is no array.
  if (isUser(record, userId)) return nobody;
  if (depth > 0 && isFrom(record, userId)) return undefined;
  let changed: Record<string, unknown> | undefined;
  for (const [name, member] of Object.entries(record)) {
    const left = without(member, userId, depth + 1);
    if (left === member) continue;
    changed ??= { ...record };
    if (left === undefined) delete changed[name];
    else changed[name] = left;
  }
  return changed ?? value;
}

/** A User, or the Chat object of a private chat, which has the same id. */
function isUser(record: JsonRecord, userId: number): boolean {
  return record.id === userId && (typeof record.is_bot === "boolean" || record.type === "private");
}

/** A message of the user's inside of another, or where it was forwarded from. */
function isFrom(record: JsonRecord, userId: number): boolean {
  const from = asInteger(asRecord(record.from)?.id);
  const origin = asRecord(record.sender_user);
  const isContact = record.user_id === userId && typeof record.first_name === "string";
  return (record.message_id !== undefined && from === userId) || asInteger(origin?.id) === userId ||
    isContact;
}
