import { encodeUtf8 } from "../../src/base/bytes.ts";
import type { Clock } from "../../src/base/clock.ts";
import { descriptions, TelegramError } from "../../src/telegram/envelope.ts";
import type { SentUpdate, Witness } from "./witness.ts";

/** What Telegram is told of. */
interface TelegramOptions {
  readonly clock: Clock;
  readonly witness: Witness;
  /** Ids of updates that a power cut would leave at the bot's owner. */
  readonly durableIds: () => ReadonlySet<number>;
}

interface ParkedPoll {
  readonly offset: number;
  readonly limit: number;
  readonly resolve: (updates: readonly SentUpdate[]) => void;
  readonly reject: (error: TelegramError) => void;
  readonly cancel: () => void;
}

/** Ids do not begin with 1, as in life. */
const firstId = 700_001;

/** A bot's queue of updates at Telegram. Of two polls at a time, the older one ends with a conflict. */
export class SimulatedTelegram {
  readonly #options: TelegramOptions;
  readonly #places = new Map<number, number>();
  #queue: SentUpdate[] = [];
  #parked: ParkedPoll | undefined;

  constructor(options: TelegramOptions) {
    this.#options = options;
  }

  /** Somebody writes in a chat. */
  write(chat: number): void {
    const { sent } = this.#options.witness;
    const place = (this.#places.get(chat) ?? 0) + 1;
    this.#places.set(chat, place);
    const update = { id: firstId + sent.length, chat, place };
    sent.push(update);
    this.#queue.push(update);
    this.#answer();
  }

  /** Answers getUpdates. @throws {TelegramError} 409 when another poll comes. */
  async poll(offset: number, limit: number, timeoutMs: number): Promise<Uint8Array> {
    this.#acknowledge(offset);
    this.#release()?.reject(new TelegramError(409, descriptions.terminatedByGetUpdates));
    const updates = await new Promise<readonly SentUpdate[]>((resolve, reject) => {
      const cancel = this.#options.clock.schedule(() => this.#release()?.resolve([]), timeoutMs);
      this.#parked = { offset, limit, resolve, reject, cancel };
      this.#answer();
    });
    return encodeUtf8(JSON.stringify({ ok: true, result: updates.map(toJson) }));
  }

  #acknowledge(offset: number): void {
    const gone = this.#queue.filter(({ id }) => id < offset).map(({ id }) => id);
    this.#queue = this.#queue.filter(({ id }) => id >= offset);
    this.#options.witness.acknowledged(gone, this.#options.durableIds());
  }

  #answer(): void {
    const parked = this.#parked;
    if (parked === undefined) return;
    const updates = this.#queue.filter(({ id }) => id >= parked.offset).slice(0, parked.limit);
    if (updates.length > 0) this.#release()?.resolve(updates);
  }

  #release(): ParkedPoll | undefined {
    const parked = this.#parked;
    this.#parked = undefined;
    parked?.cancel();
    return parked;
  }
}

function toJson({ id, chat, place }: SentUpdate) {
  return {
    update_id: id,
    message: { message_id: place, date: 0, chat: { id: chat, type: "private" }, text: `${id}` },
  };
}

/** The update that its bytes, or its parsed form, tell of. */
export function readSent(update: unknown): { readonly position: number; readonly update: SentUpdate } {
  const { update_id: position, message } = update as {
    readonly update_id: number;
    readonly message: {
      readonly message_id: number;
      readonly chat: { readonly id: number };
      readonly text: string;
    };
  }; // The simulated Telegram makes no others.
  return {
    position,
    update: { id: Number(message.text), chat: message.chat.id, place: message.message_id },
  };
}
