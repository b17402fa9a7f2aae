import type { StartingPoint } from "../registry/registry_model.ts";
import { isKnownKind, updateKinds } from "../telegram/update_kinds.ts";
import { findNearest } from "../base/nearest.ts";
import { ValueError } from "../base/value_kind.ts";

const isoTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/i;

/**
 * Reads where a consumer starts: `now`, `all`, an ISO 8601 time (UTC where it names no zone) or a position.
 *
 * @throws {ValueError} when it is none of these.
 */
export function parseStartingPoint(value: string | number): StartingPoint {
  if (value === "now" || value === "all") return value;
  const position = typeof value === "number" ? value : /^\d+$/.test(value) ? Number(value) : NaN;
  if (Number.isSafeInteger(position) && position >= 0) return { position };
  const zone = typeof value === "string" ? isoTime.exec(value) : null;
  if (zone !== null) {
    const timeMs = Date.parse(zone[1] === undefined && zone[0].includes("T") ? `${value}Z` : String(value));
    if (!Number.isNaN(timeMs)) return { timeMs };
  }
  throw new ValueError('"now", "all", a time such as 2026-01-31T12:00:00Z, or a position');
}

/**
 * Reads the name of a kind of update.
 *
 * @throws {ValueError} when there is no such kind.
 */
export function parseUpdateKind(name: string): string {
  const kind = name.trim().toLowerCase();
  if (isKnownKind(kind)) return kind;
  const nearest = findNearest(kind, updateKinds);
  throw new ValueError(
    nearest === undefined ? `one of ${updateKinds.join(", ")}` : `a kind of update; ${nearest} is one`,
  );
}

/**
 * Reads an id of a chat (negative for groups and channels).
 *
 * @throws {ValueError} when it is none.
 */
export function parseChatId(value: string | number): number {
  const id = typeof value === "number" ? value : /^-?\d+$/.test(value.trim()) ? Number(value) : NaN;
  if (Number.isSafeInteger(id) && id !== 0) return id;
  throw new ValueError("the number of a chat, such as -1001234567890");
}

/**
 * Reads an id of a topic or a user.
 *
 * @throws {ValueError} when it is none.
 */
export function parsePositiveId(value: string | number): number {
  const id = typeof value === "number" ? value : /^\d+$/.test(value.trim()) ? Number(value) : NaN;
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new ValueError("a whole number above 0");
}
