import type { StretchPlace } from "../../archive/stretch.ts";
import type { Locale } from "../language/locale.ts";

/** The last id that Telegram may give a message. */
const lastMessageId = 2 ** 31 - 1;

/** Where in a chat the query of its page leads; its end for what makes no sense. */
export function toPlace(query: URLSearchParams, locale: Locale): StretchPlace {
  const before = query.get("before");
  if (before) return { at: "before", cursor: before };
  const after = query.get("after");
  if (after) return { at: "after", cursor: after };
  const since = toMessageId(query.get("since"));
  if (since !== undefined) return { at: "after", cursor: `${since - 1}~%EF%BF%BF` };
  const at = toMessageId(query.get("at"));
  if (at !== undefined) return { at: "message", messageId: at };
  const ms = toDayStart(query.get("date") ?? "", locale);
  return ms === undefined ? { at: "end" } : { at: "moment", ms };
}

/** The id of a message in a query or a path; `undefined` when it is not one. */
export function toMessageId(text: string | null | undefined): number | undefined {
  const id = Number(text);
  return /^\d{1,10}$/.test(text ?? "") && id >= 1 && id <= lastMessageId ? id : undefined;
}

/** When a day such as `2027-01-31` begins for the reader; `undefined` when there is no such day. */
export function toDayStart(date: string, { offsetMs }: Pick<Locale, "offsetMs">): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) ? undefined : ms - offsetMs(ms);
}
