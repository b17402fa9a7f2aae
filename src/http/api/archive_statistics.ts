import Type, { type Static } from "typebox";
import { maxDays, type Statistics } from "../../archive/statistics.ts";
import type { Clock } from "../../base/clock.ts";
import { contradiction } from "./api_error.ts";
import { type ArchivePort, findArchive } from "./archive_port.ts";
import { ArchivedChatId } from "./archive_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { toMoment } from "../../base/moment.ts";
import { botPath, Count, Moment, nullable, parseMoment } from "./wire.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const defaultDays = 30;

const Day = Type.String({ format: "date", description: "Day in UTC" });
const NamedCounts = Type.Array(Type.Object({ name: Type.String(), count: Count }));

const StatisticsAnswer = Type.Object({
  from: Day,
  to: Day,
  hours: Type.Array(Type.Object({ at: Moment, incoming: Count, outgoing: Count }), {
    description: "Hours that have messages, in order",
  }),
  active_users: Type.Array(Type.Object({ day: Day, users: Count }), {
    description: "Days on which people wrote, with the number of people",
  }),
  top_users: Type.Array(Type.Object({ user_id: Type.Integer(), messages: Count })),
  commands: NamedCounts,
  contents: NamedCounts,
  answers: Type.Array(Type.Object({ up_to_sec: nullable(Type.Integer()), count: Count }), {
    description: "How long people waited for a response; `null` is the open-ended bucket",
  }),
}, { title: "ArchiveStatistics" });

/** `/bots/{bot}/archive/statistics` */
export function archiveStatisticsEndpoints(port: ArchivePort | undefined, clock: Clock): Endpoint[] {
  return [
    endpoint({
      id: "getArchiveStatistics",
      method: "GET",
      path: "/bots/{bot}/archive/statistics",
      tag: "archive",
      summary: `Get statistics for up to ${maxDays} days; by default for the last ${defaultDays}`,
      role: "viewer",
      parameters: botPath,
      query: { chat: Type.Optional(ArchivedChatId), from: Type.Optional(Day), to: Type.Optional(Day) },
      status: 200,
      conflict: "The days are in the wrong order, or too many",
      answer: StatisticsAnswer,
      async handle({ path: { bot }, query: { chat, from, to } }) {
        const archive = findArchive(port);
        const toDay = to === undefined ? Math.floor(clock.now() / dayMs) : parseDay(to, "to");
        const fromDay = from === undefined ? Math.max(toDay - defaultDays + 1, 0) : parseDay(from, "from");
        if (fromDay > toDay) throw contradiction("from", "field_range_reversed");
        if (toDay - fromDay >= maxDays) {
          throw contradiction("from", "field_range_too_long", { days: maxDays });
        }
        const statistics = await archive.statistics({ botId: bot, chatId: chat, fromDay, toDay });
        return toAnswer(statistics, fromDay, toDay);
      },
    }),
  ];
}

function toAnswer(statistics: Statistics, fromDay: number, toDay: number): Static<typeof StatisticsAnswer> {
  const { hours, activeUsers, topUsers, commands, contents, answers } = statistics;
  return {
    from: toDate(fromDay),
    to: toDate(toDay),
    hours: hours.map(({ hour, incoming, outgoing }) => ({ at: toMoment(hour * hourMs), incoming, outgoing })),
    active_users: activeUsers.map(({ day, users }) => ({ day: toDate(day), users })),
    top_users: topUsers.map(({ userId, messages }) => ({ user_id: userId, messages })),
    commands: [...commands],
    contents: [...contents],
    answers: answers.map(({ upToSec, count }) => ({ up_to_sec: upToSec ?? null, count })),
  };
}

/** Days since the epoch, before which there was no message. */
function parseDay(text: string, pointer: string): number {
  return Math.max(parseMoment(`${text}T00:00:00Z`, pointer) / dayMs, 0);
}

function toDate(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
