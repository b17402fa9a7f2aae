import type { Clock } from "../base/clock.ts";
import type { ChatPlace, ReadMark, ReadMarkStore } from "./read_mark_store.ts";

/** Maximum chats of which it is remembered how far an operator has read. */
const maxReadMarks = 2_000;

/** A chat with its last message. */
interface LastHeard extends ChatPlace {
  readonly messageId: number;
  readonly atMs: number;
}

/** How far each operator has read each chat. */
export class ReadMarks {
  readonly #store: ReadMarkStore;
  readonly #clock: Clock;

  constructor(store: ReadMarkStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Those of some chats that have something new for an operator. What came before they first looked is not new. */
  async unread<T extends LastHeard>(operatorId: number, chats: readonly T[]): Promise<readonly T[]> {
    const { sinceMs, marks } = await this.#store.readState(operatorId, chats, this.#clock.now());
    const seen = new Map(marks.map((mark) => [keyOf(mark), mark.messageId]));
    return chats.filter((chat) => {
      const last = seen.get(keyOf(chat));
      return last === undefined ? chat.atMs > sinceMs : chat.messageId > last;
    });
  }

  /** An operator has seen a chat up to a message. */
  seen(operatorId: number, mark: ReadMark): Promise<void> {
    return this.#store.moveMark(operatorId, mark, this.#clock.now(), maxReadMarks);
  }
}

function keyOf({ botId, chatId }: ChatPlace): string {
  return `${botId} ${chatId}`;
}
