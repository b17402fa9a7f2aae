import Type, { type Static } from "typebox";
import type { Session } from "../../account/account_records.ts";
import type { Principal } from "../../account/principal.ts";
import { toMoment } from "../../base/moment.ts";
import { Moment, RecordId } from "./wire.ts";

const SessionAnswer = Type.Object({
  id: RecordId,
  address: Type.String(),
  user_agent: Type.String(),
  added_at: Moment,
  last_seen_at: Moment,
  is_this: Type.Boolean({ description: "Whether it is the current session" }),
}, { title: "Session" });

/** Where somebody is signed in. */
export const SessionList = Type.Object({ items: Type.Array(SessionAnswer) });

/** Sessions as the API writes them to somebody. */
export function toSessionList(
  sessions: readonly Session[],
  { sessionId }: Principal,
): Static<typeof SessionList> {
  return {
    items: sessions.map((session) => ({
      id: session.id,
      address: session.address,
      user_agent: session.userAgent,
      added_at: toMoment(session.addedAtMs),
      last_seen_at: toMoment(session.lastSeenAtMs),
      is_this: session.id === sessionId,
    })),
  };
}
