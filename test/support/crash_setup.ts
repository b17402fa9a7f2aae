import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { listenOnLoopback } from "./loopback.ts";
import { type Program, startProgram } from "./program.ts";
import { createTempFolder } from "./temp_folder.ts";
import { platform } from "./this_platform.ts";
import { until } from "./until.ts";

/** An update as the test put it into upstream's queue. */
export interface Sent {
  readonly id: number;
  readonly chat: number;
  readonly text: string;
}

/** One program that reads a consumer and carries its own offset, as every library does. */
export class Reader {
  readonly received: Sent[] = [];
  /** What it must never be shown. */
  readonly complaints: string[] = [];
  readonly #url: string;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  #offset = 0;

  /** @param url everything before `/getUpdates`. */
  constructor(url: string) {
    this.#url = url;
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      try {
        const response = await fetch(`${this.#url}/getUpdates?timeout=5&offset=${this.#offset}`, { signal });
        const { ok, result, description } = await response.json() as Answer;
        if (!ok) throw new Error(description);
        for (const each of result) this.#take(each);
      } catch (error) {
        // BotMux is gone, or on its way down: its programs try again.
        if (!/connect|refused|reset|closed|fetch failed|terminated|retry after/i.test(String(error))) {
          if (!signal.aborted) this.complaints.push(String(error));
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }

  #take({ update_id: id, message }: Answer["result"][number]): void {
    if (id < this.#offset) this.complaints.push(`${id} came although ${this.#offset} was asked for`);
    this.#offset = Math.max(this.#offset, id + 1);
    this.received.push({ id, chat: message.chat.id, text: message.text });
  }
}

interface Answer {
  readonly ok: boolean;
  readonly description?: string;
  readonly result: readonly {
    readonly update_id: number;
    readonly message: { readonly chat: { readonly id: number }; readonly text: string };
  }[];
}

/** A sandbox in this process, BotMux in another that may be killed, and three programs that read from it. */
export class CrashSetup implements AsyncDisposable {
  readonly sent: Sent[] = [];
  readonly readers: readonly Reader[];
  readonly sandbox: Sandbox;
  readonly #token: string;
  readonly #botId: number;
  readonly #dataDir: string;
  readonly #folder: ReturnType<typeof createTempFolder>;
  readonly #stop: () => Promise<void>;
  readonly #port: number;
  #program: Program | undefined;

  private constructor(
    parts: {
      readonly sandbox: Sandbox;
      readonly bot: { readonly id: number; readonly token: string };
      readonly folder: ReturnType<typeof createTempFolder>;
      readonly dataDir: string;
      readonly port: number;
      readonly stop: () => Promise<void>;
    },
  ) {
    this.sandbox = parts.sandbox;
    this.#token = parts.bot.token;
    this.#botId = parts.bot.id;
    this.#folder = parts.folder;
    this.#dataDir = parts.dataDir;
    this.#port = parts.port;
    this.#stop = parts.stop;
    const origin = `http://127.0.0.1:${parts.port}/tgapi`;
    const bot = `bot${parts.bot.token}`;
    this.readers = [`${origin}/${bot}`, `${origin}/c/one/${bot}`, `${origin}/c/two/${bot}`].map((url) =>
      new Reader(url)
    );
  }

  /** @param dataDir where BotMux keeps its data; a folder of its own unless said otherwise. */
  static async start(dataDir?: string): Promise<CrashSetup> {
    const sandbox = createSandbox();
    const server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => sandbox.fetch(request),
      // Cut connections report themselves; they are wanted here.
      onError: () => {},
    });
    const bot = sandbox.addBot({ username: "crash_bot", name: "Crash" });
    const folder = createTempFolder();
    const consumers = ["one", "two"].map((name) => ({ name, mode: "poll", start: "all" }));
    const settings = { upstream: server.url, bots: [{ token: bot.token, consumers }] };
    writeFileSync(join(folder.path, "botmux.json"), JSON.stringify(settings));
    const stop = async () => {
      await sandbox.close();
      await server.close(0);
    };
    const port = await freePort();
    return new CrashSetup({
      sandbox,
      bot,
      folder,
      dataDir: dataDir ?? join(folder.path, "data"),
      port,
      stop,
    });
  }

  get botId(): number {
    return this.#botId;
  }

  /** Starts BotMux and waits until it answers. */
  async launch(): Promise<void> {
    const words = ["--listen", `127.0.0.1:${this.#port}`, "--data", this.#dataDir];
    this.#program = startProgram(words, { cwd: this.#folder.path });
    await this.#program.url();
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const { child } = this.#program!;
    process.kill(child.pid!, "SIGKILL");
    await this.#program!.ended();
  }

  /** All that BotMux wrote to its log. */
  get log(): string {
    return this.#program?.stderr ?? "";
  }

  /** What `/readyz` says of the bot. */
  async health(): Promise<{ readonly state: string; readonly why: string }> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/readyz`);
    const { bots } = await response.json() as { bots: { state: string; why: string }[] };
    return bots[0]!;
  }

  /** Puts one update into upstream's queue. */
  send(size = 20): void {
    const number = this.sent.length;
    const chat = 100 + (number * 7) % 13;
    const text = `${number} ${"x".repeat(size)}`;
    const message = {
      message_id: number + 1,
      date: Math.floor(Date.now() / 1000),
      chat: { id: chat, type: "private" },
      text,
    };
    this.sent.push({ id: this.sandbox.inject(this.#botId, { message }), chat, text });
  }

  /** Sends `perSecond` updates a second until `signal` aborts; falls behind only as far as timers do. */
  async flow(perSecond: number, signal: AbortSignal): Promise<void> {
    const startMs = performance.now();
    let count = 0;
    while (!signal.aborted) {
      const due = (performance.now() - startMs) * perSecond / 1000;
      for (; count < due; count++) this.send();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Waits until every reader has had everything. */
  async caughtUp(limitMs: number): Promise<void> {
    await until(() => this.readers.every(({ received }) => received.length >= this.sent.length), limitMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.readers) await reader.stop();
    await this.#program?.[Symbol.asyncDispose]();
    await this.#stop();
    this.#folder[Symbol.dispose]();
  }
}

async function freePort(): Promise<number> {
  await using server = await listenOnLoopback(() => {});
  return server.port;
}
