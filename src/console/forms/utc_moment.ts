/** A `datetime-local` field, which is in UTC, as the API takes it; `undefined` when it is empty. */
export function toUtcMoment(text: string): string | undefined {
  if (text === "") return undefined;
  // Browsers give no seconds when they are zero.
  return /T\d\d:\d\d$/.test(text) ? `${text}:00Z` : `${text}Z`;
}

/** A moment in milliseconds since the epoch as the value of such a field; empty for none. */
export function toUtcField(ms: unknown): string {
  return typeof ms === "number" ? new Date(ms).toISOString().slice(0, 16) : "";
}
