import type { MessageFacts } from "../archive/facts.ts";
import type { SqlDatabase } from "./driver.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Upper bounds of the classes that answers are counted in, in seconds; what took longer is `more`. */
const answerClassesSec = [1, 2, 5, 10, 30, 60, 300, 900, 3600];

/** Stands for all chats of a bot. */
const allChats = 0;

/** Adds up the statistics of one batch, so that each number is written once. */
export class ArchiveTally {
  readonly #botId: number;
  readonly #hours = new Map<string, { chatId: number; hour: number; incoming: number; outgoing: number }>();
  readonly #counts = new Map<
    string,
    { chatId: number; thing: string; day: number; name: string; count: number }
  >();

  constructor(botId: number) {
    this.#botId = botId;
  }

  /** A message that was not known before. */
  addMessage({ chatId, atMs, direction, userId, content, command }: MessageFacts): void {
    const day = Math.floor(atMs / dayMs);
    for (const each of [chatId, allChats]) {
      this.#addHour(each, Math.floor(atMs / hourMs), direction === "in");
      this.#count(each, "content", day, content);
      if (direction === "out") continue;
      // Of all chats it is added up when the day is over: these rows are the most of all.
      if (userId !== 0 && each !== allChats) this.#count(each, "user", day, String(userId));
      if (command !== "") this.#count(each, "command", day, command);
    }
  }

  /** The bot answered in a chat, so long after the oldest message it had not answered. */
  addAnswer(chatId: number, atMs: number, afterMs: number): void {
    const bound = answerClassesSec.find((sec) => afterMs <= sec * 1000);
    const name = bound === undefined ? "more" : String(bound);
    for (const each of [chatId, allChats]) this.#count(each, "answer", Math.floor(atMs / dayMs), name);
  }

  /** Writes everything down, inside the transaction of the batch. */
  write(database: SqlDatabase): void {
    const hours = database.prepare(
      `INSERT INTO hours (bot_id, chat_id, hour, incoming, outgoing) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (bot_id, chat_id, hour) DO UPDATE SET incoming = incoming + excluded.incoming,
         outgoing = outgoing + excluded.outgoing`,
    );
    for (const { chatId, hour, incoming, outgoing } of this.#hours.values()) {
      hours.run(this.#botId, chatId, hour, incoming, outgoing);
    }
    const counts = database.prepare(
      `INSERT INTO counts (bot_id, chat_id, thing, day, name, count) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (bot_id, chat_id, thing, day, name) DO UPDATE SET count = count + excluded.count`,
    );
    for (const { chatId, thing, day, name, count } of this.#counts.values()) {
      counts.run(this.#botId, chatId, thing, day, name, count);
    }
  }

  #addHour(chatId: number, hour: number, isIncoming: boolean): void {
    const key = `${chatId} ${hour}`;
    let sum = this.#hours.get(key);
    if (sum === undefined) this.#hours.set(key, sum = { chatId, hour, incoming: 0, outgoing: 0 });
    if (isIncoming) sum.incoming++;
    else sum.outgoing++;
  }

  #count(chatId: number, thing: string, day: number, name: string): void {
    const key = `${chatId} ${thing} ${day} ${name}`;
    const sum = this.#counts.get(key);
    if (sum === undefined) this.#counts.set(key, { chatId, thing, day, name, count: 1 });
    else sum.count++;
  }
}
