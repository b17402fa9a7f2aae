import type { SqlDatabase, SqlStatement, SqlValue } from "./driver.ts";
import { addContributors, packContributors } from "./packed_contributors.ts";

/** Days whose sum is kept too, where many people write: a year is read from a dozen sums and the days beside them. */
export const sumDays = 32;
/** So many people on all the days of a sum make it worth keeping. */
const peopleOfSum = 1024;

/** Messages by user. */
export type Counts = Map<number, number>;

/** The lists of a chat (0 for all chats of the bot) that begin on these days. */
interface WantedLists {
  readonly botId: number;
  readonly chatId: number;
  readonly firstDays: readonly number[];
}

/** A list as it stands now. */
interface ChangedList {
  readonly chatId: number;
  readonly day: number;
  readonly people: number;
}

/** The packed lists of contributors in archive.db: one for each chat and day, and sums of many days. */
export class ContributorLists {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** How many people wrote, by day. */
  people({ botId, chatId, firstDays }: WantedLists): Map<number, number> {
    const rows = this.#prepare(
      `SELECT first_day, people FROM contributors
       WHERE bot_id = ? AND days = 1 AND first_day IN (SELECT value FROM json_each(?)) AND chat_id = ?`,
    ).all(botId, JSON.stringify(firstDays), chatId);
    return new Map(rows.map(({ first_day, people }) => [Number(first_day), Number(people)]));
  }

  /** Adds lists of one day, or of {@linkcode sumDays}, to `sums`; gives the first days of those there are. */
  addTo(sums: Counts, days: number, { botId, chatId, firstDays }: WantedLists): number[] {
    const rows = this.#prepare(
      `SELECT first_day, packed FROM contributors
       WHERE bot_id = ? AND days = ? AND first_day IN (SELECT value FROM json_each(?)) AND chat_id = ?`,
    ).all(botId, days, JSON.stringify(firstDays), chatId);
    for (const { packed } of rows) addContributors(toBytes(packed), sums);
    return rows.map(({ first_day }) => Number(first_day));
  }

  /** The list of a day; empty when there is none. */
  ofDay(botId: number, chatId: number, day: number): Counts {
    const counts: Counts = new Map();
    const row = this.#prepare(
      "SELECT packed FROM contributors WHERE bot_id = ? AND days = 1 AND first_day = ? AND chat_id = ?",
    ).get(botId, day, chatId);
    if (row !== undefined) addContributors(toBytes(row.packed), counts);
    return counts;
  }

  /** The lists of all chats on a day, by chat. */
  ofChats(botId: number, day: number): Map<number, Counts> {
    const rows = this.#prepare(
      "SELECT chat_id, packed FROM contributors WHERE bot_id = ? AND days = 1 AND first_day = ?",
    ).all(botId, day);
    return new Map(rows.map(({ chat_id, packed }) => {
      const counts: Counts = new Map();
      addContributors(toBytes(packed), counts);
      return [Number(chat_id), counts];
    }));
  }

  /** The days of which there are lists, ascending. */
  *days(botId: number): Generator<number, void> {
    const next = this.#prepare(
      "SELECT min(first_day) AS day FROM contributors WHERE bot_id = ? AND days = 1 AND first_day > ?",
    );
    for (let after = -1;;) {
      const day = next.get(botId, after)?.day;
      if (day === null || day === undefined) return;
      yield after = Number(day);
    }
  }

  /** Writes down the list of a day without those who wrote nothing. */
  saveDay(botId: number, chatId: number, day: number, counts: Counts): ChangedList {
    for (const [userId, count] of counts) if (count <= 0) counts.delete(userId);
    this.#save(botId, 1, day, chatId, counts);
    return { chatId, day, people: counts.size };
  }

  /** Makes the sums in which changed lists lie agree with their days. */
  sumUp(botId: number, changed: readonly ChangedList[]): void {
    const isKept = this.#prepare(
      "SELECT 1 FROM contributors WHERE bot_id = ? AND days = ? AND first_day = ? AND chat_id = ?",
    );
    for (const ofChat of Map.groupBy(changed, ({ chatId }) => chatId).values()) {
      const sums = Map.groupBy(ofChat, ({ day }) => firstDayOfSum(day));
      for (const [firstDay, lists] of sums) {
        const { chatId } = lists[0]!; // A group is never empty.
        // Most chats are small, have no sum and will not get one: they are not even looked at.
        const isSmall = lists.every(({ people }) => people * sumDays < peopleOfSum);
        if (isSmall && isKept.get(botId, sumDays, firstDay, chatId) === undefined) continue;
        this.#sumUpOne(botId, chatId, firstDay);
      }
    }
  }

  /** Takes away all lists that begin before a day. */
  removeBefore(botId: number, day: number): void {
    this.#prepare("DELETE FROM contributors WHERE bot_id = ? AND days IN (1, ?) AND first_day < ?")
      .run(botId, sumDays, day);
  }

  #sumUpOne(botId: number, chatId: number, firstDay: number): void {
    const lists = {
      botId,
      chatId,
      firstDays: Array.from({ length: sumDays }, (_, index) => firstDay + index),
    };
    const people = this.people(lists).values().reduce((sum, each) => sum + each, 0);
    const counts: Counts = new Map();
    if (people >= peopleOfSum) this.addTo(counts, 1, lists);
    this.#save(botId, sumDays, firstDay, chatId, counts);
  }

  /** A list of nobody is none. */
  #save(botId: number, days: number, firstDay: number, chatId: number, counts: Counts): void {
    if (counts.size === 0) {
      this.#prepare(
        "DELETE FROM contributors WHERE bot_id = ? AND days = ? AND first_day = ? AND chat_id = ?",
      ).run(botId, days, firstDay, chatId);
      return;
    }
    this.#prepare(
      `INSERT INTO contributors (bot_id, days, first_day, chat_id, people, packed) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (bot_id, days, first_day, chat_id) DO UPDATE SET people = excluded.people,
         packed = excluded.packed`,
    ).run(botId, days, firstDay, chatId, counts.size, packContributors(counts));
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}

/** The first day of the sum in which a day lies. */
export function firstDayOfSum(day: number): number {
  return Math.floor(day / sumDays) * sumDays;
}

function toBytes(packed: SqlValue | undefined): Uint8Array {
  if (packed instanceof Uint8Array) return packed;
  throw new TypeError("Cannot read contributors: a list is no bytes");
}
