/** A `datetime-local` field, which is in UTC, as the API takes it; `undefined` when it is empty. */
export function toUtcMoment(text: string): string | undefined {
  if (text === "") return undefined;
  // Browsers give no seconds when they are zero.
  return /T\d\d:\d\d$/.test(text) ? `${text}:00Z` : `${text}Z`;
}
