import { join } from "node:path";
import process from "node:process";
import type { StoredRecord } from "../../src/archive/archive_store.ts";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import { createBotmux, type Registry } from "../../src/mod.ts";
import type { Fault } from "../../src/sandbox/faults.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox_interface.ts";
import { openArchiveStore } from "../../src/storage/open_archive.ts";
import { Spool } from "../../src/storage/spool.ts";
import { freePort } from "./free_port.ts";
import { type Program, startProgram } from "./program.ts";
import { createTempFolder } from "./temp_folder.ts";
import { openDatabase } from "./this_driver.ts";
import { platform } from "./this_platform.ts";
import { until } from "./until.ts";

/** Where and how BotMux runs. */
export interface KillableOptions {
  /** Its data folder; one of its own unless said otherwise. */
  readonly dataDir?: string;
  /** See {@linkcode startProgram}. */
  readonly through?: readonly string[];
}

/** Options for {@linkcode }. */
interface Parts {
  readonly through: readonly string[];
  readonly dataDir: string;
  readonly folder: ReturnType<typeof createTempFolder>;
  readonly sandbox: Sandbox;
  readonly bot: { readonly id: number; readonly token: string };
  readonly upstreamUrl: string;
  readonly port: number;
  readonly closeUpstream: () => Promise<void>;
}

/** An update as the test put it into upstream's queue. */
export interface Sent {
  readonly id: number;
  readonly chat: number;
  readonly text: string;
}

/** Status of the bot, by `/readyz`. */
export interface BotHealth {
  readonly status: number;
  readonly state: string;
  readonly why: string;
}

/** A port on which nobody accepts anything is asked no longer than this. */
const answerMs = 20_000;

/** A sandbox in this process with one bot, and BotMux in another process that may be killed and started again. */
export class KillableBotmux implements AsyncDisposable {
  /** All updates of the bot so far. */
  readonly sent: Sent[] = [];
  readonly #parts: Parts;
  #program: Program | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Readies the data folder, with what `prepare` adds to it; BotMux does not run yet. */
  static async open(
    options: KillableOptions,
    prepare: (registry: Registry, botId: number) => Promise<void>,
  ): Promise<KillableBotmux> {
    const folder = createTempFolder();
    const dataDir = options.dataDir ?? join(folder.path, "data");
    const sandbox = createSandbox();
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => sandbox.fetch(request),
      // Cut connections report themselves; they are wanted here.
      onError: () => {},
    });
    const bot = sandbox.addBot({ username: "crash_bot", name: "Crash" });
    const botmux = await createBotmux({ dataDir, bots: [bot.token] });
    await prepare(botmux.registry, bot.id).finally(() => botmux.close());
    return new KillableBotmux({
      through: options.through ?? [],
      dataDir,
      folder,
      sandbox,
      bot,
      upstreamUrl: server.url,
      port: await freePort(),
      async closeUpstream() {
        await sandbox.close();
        await server.close(0);
      },
    });
  }

  get token(): string {
    return this.#parts.bot.token;
  }

  /** Scheme, host and port, the same in every life. */
  get url(): string {
    return `http://127.0.0.1:${this.#parts.port}`;
  }

  /** The process that BotMux runs in. */
  get pid(): number {
    return this.#program!.child.pid!;
  }

  /** Begins to start BotMux. */
  spawn(): void {
    const { through, dataDir, port, upstreamUrl, folder } = this.#parts;
    const words = ["--listen", `127.0.0.1:${port}`, "--data", dataDir, "--upstream", upstreamUrl];
    this.#program = startProgram(words, { cwd: folder.path, through });
  }

  /** Resolves when BotMux answers. */
  async listening(): Promise<void> {
    await this.#program!.url();
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    process.kill(this.pid, "SIGKILL");
    await this.#program!.ended();
  }

  /** Starts BotMux; resolves with how many milliseconds passed until it answered. */
  async measureStart(): Promise<number> {
    const spawnMs = performance.now();
    this.spawn();
    await this.listening();
    return performance.now() - spawnMs;
  }

  /** Tells BotMux to stop, as a supervisor does; resolves with its exit code. */
  async terminate(): Promise<number | null> {
    process.kill(this.pid, "SIGTERM");
    return await this.#program!.ended();
  }

  async health(): Promise<BotHealth> {
    const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(answerMs) });
    const { bots } = await response.json() as { bots: { state: string; why: string }[] };
    return { status: response.status, state: bots[0]!.state, why: bots[0]!.why };
  }

  /** Resolves when the bot is in this state. */
  async inState(state: string): Promise<void> {
    await until(async () => (await this.health()).state === state);
  }

  /** Makes upstream misbehave once toward the poll. */
  spoilOnePoll(fault: Fault): void {
    const { sandbox, bot } = this.#parts;
    sandbox.faults.add({ botId: bot.id, method: "getUpdates", times: 1, ...fault });
  }

  /** Updates that upstream still keeps because they were not acknowledged. */
  async unacknowledged(): Promise<number> {
    const { upstreamUrl, bot } = this.#parts;
    const response = await fetch(`${upstreamUrl}/bot${bot.token}/getWebhookInfo`);
    const { result } = await response.json() as { result: { pending_update_count: number } };
    return result.pending_update_count;
  }

  /** Makes a group that the bot may send to; gives its id. */
  addGroup(): number {
    const { sandbox, bot } = this.#parts;
    return sandbox.addGroup({ title: "Crash", bots: [bot.id] }).id;
  }

  /** Puts updates of thirteen chats into upstream's queue, each with so many characters of text. */
  send(count = 1, size = 20): void {
    const { sandbox, bot } = this.#parts;
    for (; count > 0; count--) {
      const number = this.sent.length;
      const chat = 100 + (number * 7) % 13;
      const text = `${number} ${"x".repeat(size)}`;
      const message = {
        message_id: number + 1,
        date: Math.floor(Date.now() / 1000),
        chat: { id: chat, type: "private" },
        text,
      };
      this.sent.push({ id: sandbox.inject(bot.id, { message }), chat, text });
    }
  }

  /**
   * Sends `perSecond` updates a second until `signal` aborts; makes up for timers that are late. Holds back while
   * `isFull`: a machine that cannot keep up needs not do it all in the end.
   */
  async flow(perSecond: number, signal: AbortSignal, isFull: () => boolean = () => false): Promise<void> {
    const startMs = performance.now();
    let count = 0;
    while (!signal.aborted) {
      const due = Math.floor((performance.now() - startMs) * perSecond / 1000);
      if (!isFull()) this.send(due - count);
      count = due;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ids of the updates that are archived, in the order of archiving, once nothing is left to archive. Ends BotMux. */
  async archived(): Promise<number[]> {
    const { bot } = this.#parts;
    await until(async () => {
      // A connection that waits while the port is opened anew is reset.
      const text = await this.#metrics().catch(() => "");
      return text.includes(`botmux_archive_lag_updates{bot="${bot.id}"} 0\n`);
    });
    return (await this.#records()).filter(({ kind }) => kind !== "call").map(({ position }) => position);
  }

  async #metrics(): Promise<string> {
    return await (await fetch(`${this.url}/metrics`, { signal: AbortSignal.timeout(answerMs) })).text();
  }

  /** Texts of the messages that are archived as sent by calls; none waits to be archived. Ends BotMux. */
  async archivedCalls(): Promise<string[]> {
    const calls = (await this.#records()).filter(({ kind }) => kind === "call");
    const { left } = Spool.open({
      folder: join(this.#parts.dataDir, "captured"),
      onError(error) {
        throw error;
      },
    });
    const count = left.stretches.reduce((sum, stretch) => sum + stretch.count, 0);
    if (count > 0) throw new Error(`${count} calls were left out`);
    return calls.map(({ raw }) => JSON.parse(decodeUtf8(raw)).result.text as string); // Sent by this test.
  }

  /** All that is archived, in the order of archiving. Ends BotMux. */
  async #records(): Promise<StoredRecord[]> {
    const { bot, dataDir } = this.#parts;
    // What is archived is committed at the end; a process that is killed leaves it to the next one.
    await this.terminate();
    const { store, close } = openArchiveStore(openDatabase, dataDir);
    try {
      const all: StoredRecord[] = [];
      for (let after = 0;;) {
        const records = await store.records(bot.id, after, 1000);
        const last = records.at(-1);
        if (last === undefined) return all;
        all.push(...records);
        after = last.id;
      }
    } finally {
      close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program?.[Symbol.asyncDispose]();
    await this.#parts.closeUpstream();
    this.#parts.folder[Symbol.dispose]();
  }
}
