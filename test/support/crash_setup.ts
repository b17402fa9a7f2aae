import { assertEquals } from "@std/assert";
import { join } from "node:path";
import process from "node:process";
import { createBotmux } from "../../src/mod.ts";
import type { Fault } from "../../src/sandbox/faults.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { openArchiveStore } from "../../src/storage/open_archive.ts";
import { Reader, type Sent } from "./crash_reader.ts";
import { listenOnLoopback } from "./loopback.ts";
import { type Program, startProgram } from "./program.ts";
import { createTempFolder } from "./temp_folder.ts";
import { openDatabase } from "./this_driver.ts";
import { platform } from "./this_platform.ts";
import { until } from "./until.ts";

/** Where and how BotMux runs. */
export interface CrashOptions {
  /** Its data folder; one of its own unless said otherwise. */
  readonly dataDir?: string;
  /** See {@linkcode startProgram}. */
  readonly through?: readonly string[];
}

/** What a setup is made of. */
interface Parts {
  readonly options: CrashOptions;
  readonly folder: ReturnType<typeof createTempFolder>;
  readonly sandbox: Sandbox;
  readonly bot: { readonly id: number; readonly token: string };
  readonly upstreamUrl: string;
  readonly port: number;
  readonly readers: readonly Reader[];
  readonly closeUpstream: () => Promise<void>;
}

/** How the bot fares, by `/readyz`. */
export interface BotHealth {
  readonly status: number;
  readonly state: string;
  readonly why: string;
}

/**
 * A sandbox in this process, BotMux in another that may be killed, and programs that read from it: by the real token,
 * by a consumer's name, by an access token, and one by name that carries no offset over a failure.
 */
export class CrashSetup implements AsyncDisposable {
  readonly sent: Sent[] = [];
  readonly #parts: Parts;
  #program: Program | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Prepares the data folder; BotMux does not run yet. */
  static async open(options: CrashOptions = {}): Promise<CrashSetup> {
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
    const upstreamUrl = server.url;
    const accessToken = await prepare(dataDir, bot.token);
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}/tgapi`;
    const readers = [
      new Reader(`${origin}/bot${bot.token}`, false),
      new Reader(`${origin}/c/named/bot${bot.token}`, false),
      new Reader(`${origin}/bot${accessToken}`, false),
      new Reader(`${origin}/c/forgetful/bot${bot.token}`, true),
    ];
    const closeUpstream = async () => {
      await sandbox.close();
      await server.close(0);
    };
    return new CrashSetup({
      options: { ...options, dataDir },
      folder,
      sandbox,
      bot,
      upstreamUrl,
      port,
      readers,
      closeUpstream,
    });
  }

  get readers(): readonly Reader[] {
    return this.#parts.readers;
  }

  /** Updates that every reader has. */
  get delivered(): number {
    return Math.min(...this.readers.map(({ received }) => received.length));
  }

  /** The process that BotMux runs in. */
  get pid(): number {
    return this.#program!.child.pid!;
  }

  /** Begins to start BotMux. */
  spawn(): void {
    const { options, port, upstreamUrl, folder } = this.#parts;
    const words = ["--listen", `127.0.0.1:${port}`, "--data", options.dataDir!, "--upstream", upstreamUrl];
    this.#program = startProgram(words, { cwd: folder.path, through: options.through ?? [] });
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

  async health(): Promise<BotHealth> {
    const response = await fetch(`http://127.0.0.1:${this.#parts.port}/readyz`);
    const { bots } = await response.json() as { bots: { state: string; why: string }[] };
    return { status: response.status, state: bots[0]!.state, why: bots[0]!.why };
  }

  /** Resolves when the bot is in this state. */
  async inState(state: string): Promise<void> {
    await until(async () => (await this.health()).state === state, 30_000);
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

  /** Puts updates into upstream's queue, each with so many characters of text. */
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

  /** Sends `perSecond` updates a second until `signal` aborts; makes up for timers that are late. */
  async flow(perSecond: number, signal: AbortSignal): Promise<void> {
    const startMs = performance.now();
    let count = 0;
    while (!signal.aborted) {
      const due = Math.floor((performance.now() - startMs) * perSecond / 1000);
      this.send(due - count);
      count = due;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /**
   * Waits until every reader has everything, then checks that it came as it was sent, in order, and that nothing that
   * had been confirmed came again.
   */
  async check(limitMs: number, hint: string): Promise<void> {
    await until(() => this.delivered >= this.sent.length, limitMs).catch(() => {});
    for (const [index, { complaints, received }] of this.readers.entries()) {
      const who = `${hint}, reader ${index}`;
      assertEquals(complaints, [], who);
      for (const [at, sent] of this.sent.entries()) {
        const got = received[at];
        const isSame = got?.id === sent.id && got.chat === sent.chat && got.text === sent.text;
        if (!isSame) assertEquals(got, sent, `${who}, update ${at} of ${this.sent.length}`);
      }
      assertEquals(received.length, this.sent.length, who);
    }
  }

  /** Ids of the updates that are archived, in the order of archiving, once nothing is left to archive. Ends BotMux. */
  async archived(): Promise<number[]> {
    const { port, bot, options } = this.#parts;
    await until(async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return text.includes(`botmux_archive_lag_updates{bot="${bot.id}"} 0\n`);
    }, 60_000);
    await this.kill();
    const { store, close } = openArchiveStore(openDatabase, options.dataDir!);
    try {
      const positions: number[] = [];
      for (let after = 0;;) {
        const records = await store.records(bot.id, after, 1000);
        if (records.length === 0) return positions;
        positions.push(...records.map(({ position }) => position));
        after = records.at(-1)!.id;
      }
    } finally {
      close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.readers) await reader.stop();
    await this.#program?.[Symbol.asyncDispose]();
    await this.#parts.closeUpstream();
    this.#parts.folder[Symbol.dispose]();
  }
}

/** Adds the bot and its consumers to a data folder; gives an access token. */
async function prepare(dataDir: string, token: string): Promise<string> {
  const botmux = await createBotmux({ dataDir, bots: [token] });
  try {
    const { registry } = botmux;
    const [{ id: botId } = { id: 0 }] = registry.bots();
    for (const name of ["named", "forgetful"]) await registry.addConsumer(botId, { name, start: "all" });
    const consumer = await registry.addConsumer(botId, { name: "by-token", start: "all" });
    return (await registry.createAccessToken(consumer.id)).token;
  } finally {
    await botmux.close();
  }
}

async function freePort(): Promise<number> {
  await using server = await listenOnLoopback(() => {});
  return server.port;
}
