import { decodeUtf8, encodeUtf8 } from "../../src/base/bytes.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { Delivery } from "../../src/delivery/delivery.ts";
import type { PostAnswer, Poster } from "../../src/delivery/push/poster.ts";
import { PostFailure } from "../../src/delivery/push/poster.ts";
import type { PushStore } from "../../src/delivery/push/push_store.ts";
import { fault } from "../../src/faults/fault.ts";
import { Journal } from "../../src/journal/journal.ts";
import type { JournalStore } from "../../src/journal/journal_store.ts";
import type { Consumer } from "../../src/registry/entities/consumer.ts";
import { BotHealth } from "../../src/upstream/health.ts";
import type { BotApiClient } from "../../src/upstream/client.ts";
import { Poller, type UpdateSink } from "../../src/upstream/poller.ts";
import { StartPacer } from "../../src/upstream/start_pacer.ts";
import { TokenWaits } from "../../src/upstream/token_waits.ts";
import { unheardEvents } from "../support/fleet_parts.ts";
import type { Life } from "./life.ts";
import type { SimulatedDisk } from "./simulated_disk.ts";
import { ConnectionLost, type SimulatedNetwork } from "./simulated_network.ts";
import type { SimulatedTelegram } from "./simulated_telegram.ts";

/** What somebody broke in a node, to see whether a history finds it. */
export type Sabotage =
  | "acknowledges before the commit"
  | "confirms what it answers"
  | "forgets what it stored"
  | "commits without the disk";

/** What a node stands on. */
interface NodeOptions {
  readonly life: Life;
  readonly disk: SimulatedDisk;
  readonly network: SimulatedNetwork;
  readonly telegram: SimulatedTelegram;
  readonly consumers: readonly Consumer[];
  /** Takes a pushed update, and answers with a status. */
  readonly backend: (consumerId: number, update: unknown, life: Life) => Promise<number>;
  /** Told that the node knows of the answer. */
  readonly onAnswered: (consumerId: number, update: unknown, status: number, life: Life) => void;
  readonly random: () => number;
  readonly sabotage?: Sabotage | undefined;
}

export const botId = 123_456;
const retention = { retentionMs: 86_400_000, maxBytes: 64 * 1024 * 1024 };
const noWebhook = encodeUtf8('{"ok":true,"result":{"url":"","pending_update_count":0}}');

/** BotMux's own poller, journal, cursors and delivery, on a simulated disk and network. */
export class SimulatedNode {
  readonly life: Life;
  readonly #options: NodeOptions;
  readonly #journal: Journal;
  readonly #delivery: Delivery;

  private constructor(options: NodeOptions, journal: Journal, delivery: Delivery) {
    this.life = options.life;
    this.#options = options;
    this.#journal = journal;
    this.#delivery = delivery;
  }

  /** Starts one; never resolves when it is killed meanwhile. */
  static async start(options: NodeOptions): Promise<SimulatedNode> {
    const { life, disk, consumers, random } = options;
    const store = sabotaged(disk.open(life), options.sabotage);
    const journal = await Journal.open({ store, clock: life, logger: silentLogger });
    journal.openLog(botId, retention);
    const delivery = new Delivery({
      journal,
      records: {
        consumer: (id) => consumers.find((consumer) => consumer.id === id)!,
        filterOf: ({ filter }) => filter,
        saveConsumer: () => Promise.resolve(),
        limitsOf: () => ({}),
      },
      store,
      memories: await store.loadMemories(),
      createPoster: () => createPoster(options),
      runReply: () => Promise.resolve(""),
      clock: life,
      logger: silentLogger,
      random,
    });
    for (const consumer of consumers) await delivery.open(consumer);
    await delivery.start();
    const node = new SimulatedNode(options, journal, delivery);
    void node.#poll();
    return node;
  }

  /** Answers a program; @throws {ConnectionLost} when it is killed before it has. */
  async getUpdates(consumerId: number, offset: number, timeoutSec: number): Promise<Uint8Array> {
    const { life } = this;
    await life.after(0);
    const parameters = { offset, limit: 100, timeoutSec, allowedUpdates: undefined };
    const { signal } = new AbortController();
    const answer = await this.#delivery.getUpdates(consumerId, parameters, {}, signal);
    if (this.#options.sabotage === "confirms what it answers") {
      const { result } = JSON.parse(decodeUtf8(answer));
      if (result.length > 0) this.#journal.cursor(consumerId)?.confirm(result.at(-1).update_id + 1);
    }
    return answer;
  }

  /** Fails what waits for an answer of this node when it is killed. */
  untilDeath<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.life.onDeath(() => reject(new ConnectionLost("It was killed")));
      work.then(resolve, reject).finally(cancel);
    });
  }

  async #poll(): Promise<void> {
    const { life, network, telegram, random } = this.#options;
    const client: BotApiClient = {
      poll: ({ offset, limit, timeoutSec }) =>
        network.send("telegram", life, () => telegram.poll(offset, limit, timeoutSec * 1000)),
      call: () => network.send("telegram", life, () => Promise.resolve(noWebhook)),
    };
    const bot = {
      id: botId,
      token: `${botId}:${"A".repeat(35)}`,
      status: "active",
      username: "bot",
    } as const;
    const poller = new Poller(bot, {
      client,
      sink: this.#sink(),
      events: unheardEvents,
      pacer: new StartPacer(life),
      tokenWaits: new TokenWaits(life),
      clock: life,
      logger: silentLogger,
      random,
    }, new BotHealth(life.now()));
    await poller.run(new AbortController().signal);
  }

  #sink(): UpdateSink {
    const journal = this.#journal;
    if (this.#options.sabotage !== "acknowledges before the commit") return journal;
    return {
      append(bot, updates, order) {
        const copied = updates.map((update) => ({ ...update, bytes: update.bytes.slice() }));
        journal.append(bot, copied, order).catch(() => {});
        const nextOffset = 1 + Math.max(...updates.map(({ facts }) => facts.updateId));
        return Promise.resolve({ nextOffset, appended: updates.length, duplicates: 0, newEpoch: false });
      },
    };
  }
}

function createPoster({ life, network, backend, consumers, onAnswered }: NodeOptions): Poster {
  const consumerId = consumers.find(({ mode }) => mode === "push")!.id;
  return {
    async post({ bytes }): Promise<PostAnswer> {
      const update: unknown = JSON.parse(decodeUtf8(bytes));
      let status: number;
      try {
        status = await network.send("backend", life, () => backend(consumerId, update, life));
      } catch (cause) {
        throw new PostFailure(fault("push_not_connected"), { cause });
      }
      onAnswered(consumerId, update, status, life);
      return { status, reason: "", retryAfter: "", contentType: "", body: new Uint8Array(0) };
    },
    prepare: () => Promise.resolve(),
    check: () => Promise.resolve(),
    address: "",
    close() {},
  };
}

function sabotaged(
  store: JournalStore & PushStore,
  sabotage: Sabotage | undefined,
): JournalStore & PushStore {
  if (sabotage === "forgets what it stored") {
    return {
      ...store,
      findByUpstreamIds: () => Promise.resolve([]),
      async load() {
        const { logs, cursors } = await store.load();
        return { logs: logs.map((log) => ({ ...log, nextOffset: 0 })), cursors };
      },
    };
  }
  return store;
}
