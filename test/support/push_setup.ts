import type { ViewLimits } from "../../src/journal/filter.ts";
import { Delivery } from "../../src/delivery/delivery.ts";
import { HttpPoster } from "../../src/delivery/push/http_poster.ts";
import type { ReplyRunner } from "../../src/delivery/push/reply_desk.ts";
import type { ReceivedUpdate } from "../../src/journal/received.ts";
import type { PushTarget } from "../../src/registry/entities/push_target.ts";
import type { Consumer } from "../../src/registry/entities/consumer.ts";
import { type JournalSetup, openJournal, testBotId, update } from "./journal_setup.ts";
import { createListLogger } from "./list_logger.ts";
import { settle } from "./manual_clock.ts";
import { createConsumerRecord, createPushTarget } from "./records.ts";
import { until } from "./until.ts";

/** What may be said of a {@linkcode PushSetup}. */
export interface PushOptions {
  readonly consumer?: Partial<Consumer>;
  readonly runReply?: ReplyRunner;
  /** Kinds that the bearer of any access token may see. */
  /** Of access tokens. */
  readonly limits?: ViewLimits;
}

/** Delivery over a real journal and real sockets, with a clock that stands still. Push consumers have the ids 1, 2 … */
export interface PushSetup extends AsyncDisposable {
  readonly journalSetup: JournalSetup;
  readonly clock: JournalSetup["clock"];
  readonly consumers: Map<number, Consumer>;
  delivery: Delivery;
  /** Lines of the log, as `message {fields}`. */
  readonly logged: string[];
  /** Adds one more consumer and opens it. */
  add(target: Partial<PushTarget>, fields?: Partial<Consumer>): Promise<Consumer>;
  /** Commits updates: those given, or text messages with these ids. */
  receive(...updates: (number | ReceivedUpdate)[]): Promise<void>;
  /** Positions that consumer 1 has not confirmed. */
  pending(): Promise<number>;
  /** Lets real input and output go on until `condition` holds. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
  /** Lets everything that can happen without time passing happen. */
  quiet(): Promise<void>;
  /** Moves time on once nothing happens any more. */
  advance(ms: number): Promise<void>;
  /** Lets minutes pass until consumer 1 has confirmed everything. */
  finish(): Promise<void>;
  /** Closes and opens everything again, as a restart does. */
  restart(): Promise<void>;
}

/** Opens one with a consumer that pushes to `urls`, from all that is retained on. */
export async function openPush(urls: readonly string[], options: PushOptions = {}): Promise<PushSetup> {
  const journalSetup = await openJournal();
  const { clock, pushStore } = journalSetup;
  const consumers = new Map<number, Consumer>();
  const logged: string[] = [];
  const createDelivery = async () =>
    new Delivery({
      journal: journalSetup.journal,
      records: {
        consumer: (id) => consumers.get(id)!,
        filterOf: ({ filter }) => filter,
        async saveConsumer(consumer) {
          consumers.set(consumer.id, consumer);
          await setup.delivery.open(consumer);
        },
        limitsOf: (tokenId) => tokenId === undefined ? {} : options.limits ?? {},
      },
      store: pushStore,
      memories: await pushStore.loadMemories(),
      createPoster: (target, url, botId) =>
        new HttpPoster({ ...target, url, botId, addresses: "private", clock }),
      runReply: options.runReply ?? (() => Promise.resolve("")),
      clock,
      logger: createListLogger(logged),
      random: () => 0,
    });
  const setup: PushSetup = {
    journalSetup,
    clock,
    consumers,
    delivery: await createDelivery(),
    logged,
    async add(target, fields = {}) {
      const id = consumers.size + 1;
      const record = createConsumerRecord({
        botId: testBotId,
        name: `consumer-${id}`,
        mode: "push",
        start: "all",
        push: createPushTarget(target),
        ...fields,
      });
      const consumer = { ...record, id };
      consumers.set(id, consumer);
      await setup.delivery.open(consumer);
      return consumer;
    },
    async receive(...updates) {
      const received = updates.map((each) => typeof each === "number" ? update(each) : each);
      await journalSetup.journal.append(testBotId, received);
      await settle();
    },
    async pending() {
      const { pending_update_count: count } = await setup.delivery.getWebhookInfo(1);
      return Number(count);
    },
    until: (condition) => until(condition),
    async quiet() {
      // Loopback sockets need turns of the event loop, not time.
      for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    },
    async advance(ms) {
      await setup.quiet();
      await clock.advance(ms);
      await setup.quiet();
    },
    async finish() {
      for (let minute = 0; minute < 30 && await setup.pending() > 0; minute++) await setup.advance(60_000);
      await setup.until(async () => await setup.pending() === 0);
    },
    async restart() {
      await stop();
      await journalSetup.restart();
      setup.delivery = await createDelivery();
      for (const consumer of consumers.values()) await setup.delivery.open(consumer);
      await setup.delivery.start();
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await journalSetup[Symbol.asyncDispose]();
    },
  };
  /** Requests that hang would be given seconds of a clock that stands still. */
  async function stop(): Promise<void> {
    const stopping = setup.delivery.stop();
    await clock.advance(3000);
    await stopping;
  }
  await setup.add({ urls }, options.consumer);
  await setup.delivery.start();
  return setup;
}
