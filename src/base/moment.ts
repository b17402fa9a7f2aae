/**
 * A moment as it is written outside of BotMux: ISO 8601 in UTC; `null` for none, and beyond what a `Date` holds.
 *
 * @param ms milliseconds since the epoch; 0 for none
 */
export function toMoment(ms: number): string | null {
  const date = new Date(ms);
  return ms === 0 || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
