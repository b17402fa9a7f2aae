import type { Statistics } from "../../archive/statistics.ts";
import type { DayFigures, StatisticsFigures } from "./view.tsx";
import { toContentLabel } from "../chat/content_label.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** 1 January 1970 was a Thursday; weeks begin on Monday here. */
const firstWeekday = 3;

/** Days of a reader, in days since the epoch by their clock, both included. */
export interface ZonedSpan {
  readonly fromDay: number;
  readonly toDay: number;
  /** How far their clock is ahead of UTC. */
  readonly offsetMs: number;
}

/**
 * Statistics as they are shown. Hours are put on the reader's days; how many people wrote is known by days of UTC only, and
 * is on the day of the reader that has most of it.
 */
export function toFigures(
  { hours, activeUsers, commands, contents, answers }: Statistics,
  { fromDay, toDay, offsetMs }: ZonedSpan,
): Omit<StatisticsFigures, "people"> {
  const days: { date: string; incoming: number; outgoing: number; people: number }[] = [];
  for (let day = fromDay; day <= toDay; day++) {
    days.push({
      date: new Date(day * dayMs).toISOString().slice(0, 10),
      incoming: 0,
      outgoing: 0,
      people: 0,
    });
  }
  const week = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  for (const { hour, incoming, outgoing } of hours) {
    const localMs = hour * hourMs + offsetMs;
    const localDay = Math.floor(localMs / dayMs);
    const figures = days[localDay - fromDay];
    if (figures === undefined) continue;
    figures.incoming += incoming;
    figures.outgoing += outgoing;
    const hourOfDay = Math.floor((localMs - localDay * dayMs) / hourMs);
    const row = week[(localDay + firstWeekday) % 7];
    if (row !== undefined) row[hourOfDay] = (row[hourOfDay] ?? 0) + incoming + outgoing;
  }
  for (const { day, users } of activeUsers) {
    const figures = days[day - fromDay];
    if (figures !== undefined) figures.people = users;
  }
  return {
    days: days satisfies DayFigures[],
    week,
    commands,
    contents: mergeUnknown(contents),
    answers,
  };
}

/** What this BotMux has no name for counts as one. */
function mergeUnknown(contents: Statistics["contents"]): StatisticsFigures["contents"] {
  const counts = new Map<StatisticsFigures["contents"][number]["label"], number>();
  for (const { name, count } of contents) {
    const label = toContentLabel(name) ?? "content.unknown";
    counts.set(label, (counts.get(label) ?? 0) + count);
  }
  return [...counts].map(([label, count]) => ({ label, count })).sort((left, right) =>
    right.count - left.count
  );
}
