import { Botmux } from "../../src/app/botmux.ts";
import type { BotmuxOptions } from "../../src/app/options.ts";
import { wordsOf } from "../support/words_of.ts";
import { createLogger } from "../../src/base/logger.ts";
import type { Registry } from "../../src/registry/registry.ts";
import type { RunningServer } from "../../src/runtime/platform.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox, SandboxBot } from "../../src/sandbox/sandbox_interface.ts";
import type { OpenDatabase } from "../../src/storage/driver.ts";
import type { BotHealthReport } from "../../src/upstream/health.ts";
import { LeapingClock } from "../support/leaping_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";
import { type WatchedUpstream, watchUpstream } from "../support/watched_upstream.ts";
import { type ReadUpdate, takeUpdates } from "./asking.ts";
import { openJournalHere } from "../support/journal_here.ts";

const botDefaults = { retentionMs: 86_400_000, maxJournalBytes: 64_000_000 };

/** How a {@linkcode HookedBotmux} differs from the usual. */
export interface HookedOptions {
  /** How its bot receives; `webhook` unless said otherwise. */
  readonly ingress?: "poll" | "webhook";
  /** Changes the sandbox before BotMux starts. */
  readonly prepare?: (sandbox: Sandbox, bot: SandboxBot) => Promise<void> | void;
  /** Changes what BotMux knows before it starts. */
  readonly configure?: (registry: Registry, botId: number) => Promise<unknown>;
}

/** A sandbox that delivers to a BotMux on the loopback, both on a clock that a test may move on. */
export class HookedBotmux implements AsyncDisposable {
  readonly clock = new LeapingClock();
  readonly sandbox: Sandbox = createSandbox({ clock: this.clock });
  readonly bot: SandboxBot = this.sandbox.addBot({ username: "hooked_bot", name: "Hooked" });
  readonly logged: string[] = [];
  /** Answers 502 in BotMux's place, as a proxy does in front of a server that is down. */
  isDown = false;
  /** Whether the journal's disk is full. */
  isFull = false;
  /** Statuses of the deliveries so far. */
  readonly delivered: number[] = [];
  readonly #folder = createTempFolder();
  #server: RunningServer | undefined;
  #upstream: WatchedUpstream | undefined;
  #botmux: Botmux | undefined;

  static async start(options: HookedOptions = {}): Promise<HookedBotmux> {
    const hooked = new HookedBotmux();
    hooked.#upstream = await watchUpstream(hooked.sandbox);
    await options.prepare?.(hooked.sandbox, hooked.bot);
    hooked.#server = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request, clientAddress) => hooked.#answer(request, clientAddress),
      onError: () => {},
    });
    await hooked.#open();
    const { registry } = hooked.botmux;
    await registry.addBot(hooked.bot.token, { ...botDefaults, ingress: options.ingress ?? "webhook" });
    await options.configure?.(registry, hooked.bot.id);
    await hooked.botmux.settled();
    hooked.botmux.start();
    return hooked;
  }

  get botmux(): Botmux {
    if (this.#botmux === undefined) throw new Error("It is not open");
    return this.#botmux;
  }

  get upstream(): WatchedUpstream {
    if (this.#upstream === undefined) throw new Error("It is not started");
    return this.#upstream;
  }

  /** Scheme, host and port; also what Telegram is told. */
  get url(): string {
    return this.#server?.url ?? "";
  }

  /** The bot at BotMux's door, by its real token. */
  get door(): string {
    return `${this.url}/bot${this.bot.token}`;
  }

  /** Status of the bot. */
  get health(): BotHealthReport | undefined {
    return this.botmux.status().find(({ bot }) => bot.id === this.bot.id)?.health;
  }

  /** Updates in the journal. */
  get count(): number {
    return this.botmux.status()[0]?.log.count ?? 0;
  }

  /** Calls a method upstream with the real token. */
  async callUpstream(method: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const response = await this.sandbox.fetch(
      new Request(`http://sandbox/bot${this.bot.token}/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(parameters),
      }),
    );
    const body = await response.json() as { ok: boolean; result?: unknown; description?: string };
    if (!body.ok) throw new Error(`${method} was refused: ${body.description}`);
    return body.result;
  }

  /** The webhook that is set upstream. */
  async webhook(): Promise<{ readonly url: string; readonly pending_update_count: number }> {
    return await this.callUpstream("getWebhookInfo") as { url: string; pending_update_count: number };
  }

  /** Resolves when a webhook of BotMux's own is set and well. */
  async hooked(): Promise<void> {
    await until(async () =>
      this.health?.state === "ok" && wordsOf(this.health.lastFault) === "" &&
      (await this.webhook()).url.startsWith(`${this.url}/hook/`)
    );
  }

  /** Puts text messages of one chat into the bot's queue. */
  send(chat: number, ...texts: string[]): void {
    for (const text of texts) {
      const date = Math.floor(this.clock.now() / 1000);
      this.sandbox.inject(this.bot.id, {
        message: { message_id: 1, date, chat: { id: chat, type: "private" }, text },
      });
    }
  }

  /** Reads from the default consumer until so many updates have come and nothing more follows. */
  async readAll(expected: number): Promise<ReadUpdate[]> {
    const seen: ReadUpdate[] = [];
    for (let offset = 0, isEmpty = false; seen.length < expected || !isEmpty;) {
      const updates = await takeUpdates(this.door, `offset=${offset}&timeout=${isEmpty ? 2 : 0}`);
      isEmpty = updates.length === 0;
      seen.push(...updates);
      offset = (seen.at(-1)?.update_id ?? -1) + 1;
    }
    return seen;
  }

  /** Closes BotMux; {@linkcode reopen} starts it again on the same data folder. */
  async close(): Promise<void> {
    await this.botmux.close();
    this.#botmux = undefined;
  }

  async reopen(): Promise<void> {
    await this.#open();
    this.botmux.start();
  }

  /** Opens it without a public URL; what its start then complains of. */
  async reopenWithoutUrl(): Promise<string> {
    await this.#open("");
    try {
      this.botmux.start();
    } catch (error) {
      return String(error instanceof Error ? error.message : error);
    }
    return "";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#botmux?.close();
    await this.sandbox.close();
    await this.#upstream?.[Symbol.asyncDispose]();
    await this.#server?.close(0);
    this.#folder[Symbol.dispose]();
  }

  async #answer(request: Request, clientAddress: () => string): Promise<Response> {
    const isDelivery = new URL(request.url).pathname.startsWith("/hook/");
    const isOpen = this.#botmux !== undefined && !this.isDown;
    const response = isOpen
      ? await this.botmux.fetch(request, clientAddress)
      : new Response(null, { status: 502 });
    if (isDelivery) this.delivered.push(response.status);
    return response;
  }

  async #open(publicUrl: string | undefined = this.url): Promise<void> {
    const options: BotmuxOptions = {
      ...botDefaults,
      dataDir: this.#folder.path,
      upstream: this.upstream.url,
      filesCacheBytes: 1_000_000,
      archive: false,
      refreshChats: false,
      publicUrl: publicUrl || undefined,
      logger: createLogger({
        level: "debug",
        format: "text",
        write: (line) => this.logged.push(line),
        now: Date.now,
      }),
    };
    const { clock } = this;
    this.#botmux = await Botmux.open(options, {
      platform,
      openDatabase,
      openJournal: openJournalHere(this.#openDatabase),
      clock,
    });
  }

  /** The journal's database fails to write while {@linkcode isFull}. */
  readonly #openDatabase: OpenDatabase = (path, options) => {
    const database = openDatabase(path, options);
    return {
      ...bindAll(database),
      prepare: (sql) => {
        if (this.isFull && sql === "SAVEPOINT change") throw new Error("database or disk is full");
        return database.prepare(sql);
      },
    };
  };
}

function bindAll(database: ReturnType<OpenDatabase>): ReturnType<OpenDatabase> {
  return {
    prepare: (sql) => database.prepare(sql),
    exec: (sql) => database.exec(sql),
    transaction: (work) => database.transaction(work),
    inTransaction: () => database.inTransaction(),
    close: () => database.close(),
  };
}
