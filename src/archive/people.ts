import { asInteger, type JsonRecord } from "../base/json_value.ts";
import type { UserFacts } from "./facts.ts";

const deepest = 12;

/**
 * Every User object anywhere in `value`, the first of an id: whatever has a positive integer `id` and says whether it is a bot.
 * So people are known whatever kind of update brings them.
 */
export function findUsers(value: unknown): UserFacts[] {
  const found = new Map<number, UserFacts>();
  visit(value, found, 0);
  return [...found.values()];
}

function visit(value: unknown, found: Map<number, UserFacts>, depth: number): void {
  if (typeof value !== "object" || value === null || depth > deepest) return;
  if (Array.isArray(value)) {
    for (const each of value) visit(each, found, depth + 1);
    return;
  }
  const record = value as JsonRecord; // An object that is no array.
  if (typeof record.is_bot === "boolean" && asInteger(record.id) > 0) {
    const userId = asInteger(record.id);
    if (!found.has(userId)) found.set(userId, { userId, facts: record });
    return;
  }
  for (const name in record) visit(record[name], found, depth + 1);
}
