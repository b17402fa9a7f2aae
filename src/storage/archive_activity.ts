/** What a batch adds to a chat or to a user, added up so that each row is written once. */
export interface Activity {
  incoming: number;
  outgoing: number;
  firstAtMs: number;
  lastAtMs: number;
  /** When the oldest message came that is not answered, 0 for none; `undefined` while nothing changes of it. */
  unansweredAtMs: number | undefined;
}

/** Adds something that happened at a time to what is known of a chat or a user. */
export function addActivity(activities: Map<number, Activity>, id: number, atMs: number): Activity {
  let known = activities.get(id);
  if (known === undefined) {
    known = { incoming: 0, outgoing: 0, firstAtMs: atMs, lastAtMs: atMs, unansweredAtMs: undefined };
    activities.set(id, known);
  }
  known.firstAtMs = Math.min(known.firstAtMs, atMs);
  known.lastAtMs = Math.max(known.lastAtMs, atMs);
  return known;
}
