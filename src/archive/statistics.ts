import type { ArchiveStore, Contributors, HourCount, NamedCount } from "./archive_store.ts";

/** Which statistics are wanted. */
export interface StatisticsRequest {
  readonly botId: number;
  /** One chat; absent for all of the bot. */
  readonly chatId?: number | undefined;
  /** First and last day, in days since the epoch (UTC), both included; at most {@linkcode maxDays} days. */
  readonly fromDay: number;
  readonly toDay: number;
  /** The first hour, where it lies before the first day in UTC because a reader's days begin at another hour. */
  readonly fromHour?: number | undefined;
}

/** A class of answers: how many took up to `upToSec` seconds, and longer than the class before. */
interface AnswerClass {
  /** `undefined` for the class without a bound. */
  readonly upToSec: number | undefined;
  readonly count: number;
}

/** What went on in a span of days. */
export interface Statistics {
  /** Hours with messages, ascending. Days of any time zone are sums of them. */
  readonly hours: readonly HourCount[];
  /** Days since the epoch on which people wrote, and how many different ones did. */
  readonly activeUsers: Contributors["days"];
  /** Who wrote most: ids of users and numbers of messages; at most 20. */
  readonly topUsers: Contributors["top"];
  /** Commands by use; at most 50. */
  readonly commands: readonly NamedCount[];
  /** Messages by what they hold: `text`, `photo` … */
  readonly contents: readonly NamedCount[];
  /** How long people waited for the bot's answer, from their first message it had not answered: to the second. */
  readonly answers: readonly AnswerClass[];
}

/** Maximum span of days in one answer. */
export const maxDays = 400;
const topUsers = 20;
const maxCommands = 50;
const maxContents = 200;
/** More classes than there are. */
const maxClasses = 100;

/** Statistics of a span of days. They are kept as messages come, so this costs some rows for each day. */
export async function readStatistics(store: ArchiveStore, request: StatisticsRequest): Promise<Statistics> {
  const { botId, chatId = 0, toDay } = request;
  const fromDay = Math.max(request.fromDay, toDay - maxDays + 1);
  const fromHour = Math.max(request.fromHour ?? fromDay * 24, (fromDay - 1) * 24);
  const span = { botId, chatId, fromDay, toDay };
  const [hours, contributors, commands, contents, answers] = await Promise.all([
    store.hours(botId, chatId, fromHour, toDay * 24 + 23),
    store.contributors(span, topUsers),
    store.countsOf(span, "command", maxCommands),
    store.countsOf(span, "content", maxContents),
    store.countsOf(span, "answer", maxClasses),
  ]);
  return {
    hours,
    activeUsers: contributors.days,
    topUsers: contributors.top,
    commands,
    contents,
    answers: answers.map(toAnswerClass).sort((left, right) =>
      (left.upToSec ?? Infinity) - (right.upToSec ?? Infinity)
    ),
  };
}

function toAnswerClass({ name, count }: NamedCount): AnswerClass {
  return { upToSec: name === "more" ? undefined : Number(name), count };
}
