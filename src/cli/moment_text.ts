import { parseDurationMs } from "../base/quantities.ts";
import { ValueError } from "../base/value_kind.ts";

/**
 * Milliseconds since the epoch of an ISO 8601 time, or of how long ago it was.
 *
 * @throws {ValueError} when it is neither.
 */
export function parseMoment(text: string, nowMs: number): number {
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : nowMs - parseAgeMs(text);
  if (Number.isNaN(ms)) throw noMoment();
  return ms;
}

function parseAgeMs(text: string): number {
  try {
    return parseDurationMs(text, 3650);
  } catch (error) {
    throw error instanceof ValueError ? noMoment() : error;
  }
}

function noMoment(): ValueError {
  return new ValueError("a time such as 2027-01-31T12:00:00Z, or an age such as 24h");
}
