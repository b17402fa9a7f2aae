import { parseDurationMs } from "../base/quantities.ts";
import { ValueError } from "../base/value_kind.ts";

/** Maximum days until a token expires, where a duration says when. */
const maxLifeDays = 3_650;

/** When a token expires: an ISO 8601 time, or a time from now. */
export function parseTokenEnd(text: string, nowMs: number): number {
  if (/^[\d.]+[smhd]$/i.test(text)) return nowMs + parseDurationMs(text, maxLifeDays);
  const timeMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(timeMs)) return timeMs;
  throw new ValueError("a time such as 2026-12-31T12:00:00Z, or a duration such as 30d");
}
