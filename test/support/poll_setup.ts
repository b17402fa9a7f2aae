import { decodeUtf8 } from "../../src/base/bytes.ts";
import { ParkingSpace, PollDoor } from "../../src/delivery/poll_door.ts";
import { StaleUpdates } from "../../src/delivery/stale_updates.ts";
import type { Cursor } from "../../src/journal/cursor.ts";
import type { Consumer } from "../../src/registry/entities/consumer.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import type { AllowedUpdates } from "../../src/telegram/get_updates.ts";
import { type JournalSetup, openJournal, testBotId, update } from "./journal_setup.ts";
import { createListLogger } from "./list_logger.ts";
import { settle } from "./manual_clock.ts";
import { createConsumerRecord } from "./records.ts";

/** Parameters of one getUpdates call; what is absent has the official default. */
export interface PollOptions {
  readonly limit?: number;
  readonly timeoutSec?: number;
  readonly allowed?: AllowedUpdates;
  readonly kinds?: readonly string[];
  readonly signal?: AbortSignal;
}

/** What became of a call: ids of the updates, or the text of the refusal; `pending` while it waits. */
export interface Call {
  result: number[] | string | "pending";
}

/** One consumer's door over a real journal. */
export interface PollSetup extends AsyncDisposable {
  readonly journalSetup: JournalSetup;
  readonly door: PollDoor;
  readonly cursor: Cursor;
  readonly stale: StaleUpdates;
  /** Lines of the log, as `message {fields}`. */
  readonly logged: string[];
  /** Starts a call and lets it get as far as it can. */
  start(offset: number, options?: PollOptions): Promise<Call>;
  /** Makes a call that must be answered at once. */
  ask(offset: number, options?: PollOptions): Promise<number[] | string>;
  /** Appends updates with these ids. */
  receive(...ids: number[]): Promise<void>;
}

/** A door for a consumer that starts with all that is retained, `exclusive` unless said otherwise. */
export async function openPollDoor(fields: Partial<Consumer> = {}, parkingPlaces = 1000): Promise<PollSetup> {
  const journalSetup = await openJournal();
  const { journal, clock } = journalSetup;
  const record = createConsumerRecord({ botId: testBotId, sharing: "exclusive", start: "all", ...fields });
  const consumer: Consumer = { ...record, id: 1 };
  const cursor = await journal.openCursor(consumer);
  const logged: string[] = [];
  const stale = new StaleUpdates(consumer, { journal, cursor, clock, logger: createListLogger(logged) });
  const door = new PollDoor({ journal, cursor, clock, parking: new ParkingSpace(parkingPlaces), stale });
  const setup: PollSetup = {
    journalSetup,
    door,
    cursor,
    stale,
    logged,
    async start(offset, options = {}) {
      const call: Call = { result: "pending" };
      const parameters = {
        offset,
        limit: options.limit ?? 100,
        timeoutSec: options.timeoutSec ?? 0,
        allowedUpdates: options.allowed,
      };
      const signal = options.signal ?? new AbortController().signal;
      door.getUpdates(consumer, parameters, { updates: options.kinds }, signal).then(
        (body) => call.result = idsOf(body),
        (error) => call.result = error instanceof TelegramError ? error.description : String(error),
      );
      await settle();
      return call;
    },
    async ask(offset, options) {
      const { result } = await setup.start(offset, options);
      if (result === "pending") throw new Error("The call was expected to be answered at once");
      return result;
    },
    async receive(...ids) {
      await journal.append(testBotId, ids.map((id) => update(id)));
      await settle();
    },
    async [Symbol.asyncDispose]() {
      door.finishAll();
      await journalSetup[Symbol.asyncDispose]();
    },
  };
  return setup;
}

function idsOf(body: Uint8Array): number[] {
  return JSON.parse(decodeUtf8(body)).result.map((each: { update_id: number }) => each.update_id);
}
