import type { Contributors, CountedSpan } from "../archive/archive_store.ts";
import { ContributorLists, type Counts, firstDayOfSum, sumDays } from "./contributor_lists.ts";
import type { SqlDatabase, SqlRow, SqlStatement } from "./driver.ts";

/** Days of lists that one step of taking away changes. */
const daysOfStep = 32;
/** Stands for all chats of a bot. */
const allChats = 0;

/**
 * Who wrote how much in archive.db, by day. While a day lasts, its numbers stand among the other counts, a row for each
 * chat and user, so that a batch writes few of them. When it is over they are packed into lists, one of each chat and one
 * of all together: months of thousands of people are read from a few of them, and they take an eighth of the room.
 * What comes late is among the counts until it is packed too. What changes something runs inside a transaction of
 * the caller's.
 */
export class ArchiveContributors {
  readonly #database: SqlDatabase;
  readonly #lists: ContributorLists;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#lists = new ContributorLists(database);
  }

  /** See `ArchiveStore.contributors`. */
  read(span: CountedSpan, max: number): Contributors {
    const { botId, chatId, fromDay, toDay } = span;
    const firstDays = Array.from({ length: toDay - fromDay + 1 }, (_, index) => fromDay + index);
    const days = this.#lists.people({ botId, chatId, firstDays });
    const sums: Counts = new Map();
    const summed = this.#lists.addTo(sums, sumDays, { botId, chatId, firstDays: sumsWithin(span) });
    const rest = firstDays.filter((day) => !summed.includes(firstDayOfSum(day)));
    this.#lists.addTo(sums, 1, { botId, chatId, firstDays: rest });
    for (const [day, counts] of this.#unpacked(span)) {
      add(counts, sums);
      if (days.has(day)) add(this.#lists.ofDay(botId, chatId, day), counts);
      days.set(day, counts.size);
    }
    return {
      days: [...days].map(([day, users]) => ({ day, users })).sort((left, right) => left.day - right.day),
      top: topCounts(sums, max).map(([userId, messages]) => ({ userId, messages })),
    };
  }

  /** See `ArchiveStore.condense`. */
  condense(botId: number, beforeDay: number, limit: number): boolean {
    const oldest = this.#prepare(
      "SELECT day FROM counts WHERE bot_id = ? AND thing = 'user' AND day < ? ORDER BY chat_id, day LIMIT 1",
    ).get(botId, beforeDay);
    if (oldest === undefined) return false;
    // Days of one sum at a time: each step writes the lists of all chats anew of all the days it takes something from.
    const fromDay = firstDayOfSum(Number(oldest.day));
    const untilDay = Math.min(fromDay + sumDays, beforeDay);
    const rows = this.#prepare(
      `SELECT chat_id, day, name, count FROM counts
       WHERE bot_id = ? AND thing = 'user' AND day >= ? AND day < ? ORDER BY chat_id, day, name LIMIT ?`,
    ).all(botId, fromDay, untilDay, limit);
    const last = rows.at(-1)!; // The oldest is among them.
    this.#prepare(
      `DELETE FROM counts
       WHERE bot_id = ? AND thing = 'user' AND day >= ? AND day < ? AND (chat_id, day, name) <= (?, ?, ?)`,
    ).run(botId, fromDay, untilDay, last.chat_id!, last.day!, last.name!);
    const ofChats = Map.groupBy(rows, ({ chat_id }) => Number(chat_id));
    ofChats.set(allChats, rows);
    const changed = [...ofChats].flatMap(([chatId, ofChat]) =>
      [...byDay(ofChat)].map(([day, counts]) => {
        add(this.#lists.ofDay(botId, chatId, day), counts);
        return this.#lists.saveDay(botId, chatId, day, counts);
      })
    );
    this.#lists.sumUp(botId, changed);
    return true;
  }

  /** Takes away the days before one. */
  removeBefore(botId: number, day: number): void {
    this.#prepare("DELETE FROM counts WHERE bot_id = ? AND thing = 'user' AND day < ?").run(botId, day);
    this.#lists.removeBefore(botId, day);
  }

  /** Takes away some days of a chat; gives whether there are more. */
  removeChat(botId: number, chatId: number): boolean {
    if (chatId === allChats) return false;
    const firstDays = [...this.#lists.days(botId)];
    const days = [...this.#lists.people({ botId, chatId, firstDays }).keys()].slice(0, daysOfStep);
    const changed = days.flatMap((day) => {
      const all = this.#lists.ofDay(botId, allChats, day);
      for (const [userId, count] of this.#lists.ofDay(botId, chatId, day)) {
        all.set(userId, (all.get(userId) ?? 0) - count);
      }
      return [
        this.#lists.saveDay(botId, allChats, day, all),
        this.#lists.saveDay(botId, chatId, day, new Map()),
      ];
    });
    this.#lists.sumUp(botId, changed);
    return days.length === daysOfStep;
  }

  /** Takes a user out of some days; gives whether there are more. */
  removeUser(botId: number, userId: number): boolean {
    this.#prepare("DELETE FROM counts WHERE bot_id = ? AND thing = 'user' AND name = ?").run(
      botId,
      String(userId),
    );
    const days: number[] = [];
    for (const day of this.#lists.days(botId)) {
      if (this.#lists.ofDay(botId, allChats, day).has(userId)) days.push(day);
      if (days.length === daysOfStep) break;
    }
    const changed = days.flatMap((day) =>
      [...this.#lists.ofChats(botId, day)].filter(([, counts]) => counts.delete(userId))
        .map(([chatId, counts]) => this.#lists.saveDay(botId, chatId, day, counts))
    );
    this.#lists.sumUp(botId, changed);
    return days.length === daysOfStep;
  }

  /** What is not packed, by day: today, and what came late. */
  #unpacked({ botId, chatId, fromDay, toDay }: CountedSpan): Map<number, Counts> {
    const ofChat = chatId === allChats ? "" : "AND chat_id = ?";
    const rows = this.#prepare(
      `SELECT day, name, count FROM counts
       WHERE bot_id = ? AND thing = 'user' AND day >= ? AND day <= ? ${ofChat}`,
    ).all(botId, fromDay, toDay, ...chatId === allChats ? [] : [chatId]);
    return byDay(rows);
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}

/** Rows of users' counts. */
function byDay(rows: readonly SqlRow[]): Map<number, Counts> {
  const days = new Map<number, Counts>();
  for (const row of rows) {
    const [day, userId] = [Number(row.day), Number(row.name)];
    let counts = days.get(day);
    if (counts === undefined) days.set(day, counts = new Map());
    counts.set(userId, (counts.get(userId) ?? 0) + Number(row.count));
  }
  return days;
}

/** First days of the sums that lie within a span. */
function sumsWithin({ fromDay, toDay }: CountedSpan): number[] {
  const firstDays: number[] = [];
  const first = firstDayOfSum(fromDay + sumDays - 1);
  for (let day = first; day + sumDays - 1 <= toDay; day += sumDays) firstDays.push(day);
  return firstDays;
}

function add(counts: Counts, sums: Counts): void {
  for (const [userId, count] of counts) sums.set(userId, (sums.get(userId) ?? 0) + count);
}

/** The `most` largest, the largest first and of equal ones the lowest id first; without sorting all of them. */
function topCounts(counts: Counts, max: number): readonly (readonly [userId: number, count: number])[] {
  const kept: [userId: number, count: number][] = [];
  for (const entry of counts) {
    if (kept.length === max && !isBefore(entry, kept.at(-1)!)) continue;
    const place = kept.findIndex((each) => isBefore(entry, each));
    kept.splice(place < 0 ? kept.length : place, 0, entry);
    if (kept.length > max) kept.pop();
  }
  return kept;
}

function isBefore(left: readonly [number, number], right: readonly [number, number]): boolean {
  return left[1] > right[1] || (left[1] === right[1] && left[0] < right[0]);
}
