import { assertEquals } from "@std/assert";
import { createLogger } from "../../src/base/logger.ts";
import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { connectRaw } from "../support/loopback.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";
import { type ReadUpdate, takeUpdates, textsIn } from "./asking.ts";

/** A BotMux that is treated badly, and a witness who tells whether it bore it. */
export class Strained implements AsyncDisposable {
  readonly served: ServedSandbox;
  readonly botmux: ServedBotmux;
  /** Lines of the log at level `error`: nothing a client does belongs there. */
  readonly errors: readonly string[];
  readonly #said: string[] = [];
  readonly #seen: ReadUpdate[] = [];

  private constructor(served: ServedSandbox, botmux: ServedBotmux, errors: readonly string[]) {
    this.served = served;
    this.botmux = botmux;
    this.errors = errors;
  }

  /** Opens one that polls a sandbox. */
  static async open(): Promise<Strained> {
    const served = await serveSandbox();
    const errors: string[] = [];
    const logger = createLogger({
      level: "error",
      format: "text",
      write: (line) => errors.push(line),
      now: Date.now,
    });
    const botmux = await ServedBotmux.open({ upstream: served.url, bots: [served.bot.token], logger });
    await botmux.botmux.registry.addConsumer(served.bot.id, { name: "witness", start: "all" });
    await botmux.start();
    return new Strained(served, botmux, errors);
  }

  get token(): string {
    return this.served.bot.token;
  }

  /** Base URL of the real token. */
  get url(): string {
    return `${this.botmux.url}/bot${this.token}`;
  }

  get port(): number {
    return Number(new URL(this.botmux.url).port);
  }

  /** Somebody says something to the bot. */
  speak(count = 1): void {
    const { sandbox, user, group } = this.served;
    for (; count > 0; count--) {
      const text = `line ${this.#said.length}`;
      this.#said.push(text);
      sandbox.speak({ from: user, chat: group, text });
    }
  }

  /** Checks that BotMux goes on: all that was ever said reaches the witness, once and in order. */
  async bearsUp(): Promise<void> {
    this.speak();
    while (this.#seen.length < this.#said.length) {
      const offset = (this.#seen.at(-1)?.update_id ?? -1) + 1;
      const url = `${this.botmux.url}/tgapi/c/witness/bot${this.token}`;
      const updates = await takeUpdates(url, `timeout=10&offset=${offset}`);
      assertEquals(updates.length > 0, true, "An update never reached the witness");
      this.#seen.push(...updates);
    }
    assertEquals(textsIn(this.#seen), this.#said);
    assertEquals(this.errors, []);
  }

  /** Waits until so many long polls wait. */
  async waitingPolls(count: number): Promise<void> {
    const line = new RegExp(`^botmux_waiting_polls ${count}$`, "m");
    await until(async () => line.test(await (await fetch(`${this.botmux.url}/metrics`)).text()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.botmux[Symbol.asyncDispose]();
    await this.served[Symbol.asyncDispose]();
  }
}

/**
 * Sends `bytes` over a connection of its own and gives all that comes back until the server closes, `isEnough` says so,
 * or nothing came for `quietMs`.
 */
export async function converse(
  port: number,
  bytes: string | Uint8Array,
  isEnough: (text: string) => boolean = () => false,
  quietMs = 60_000,
): Promise<string> {
  const socket = await connectRaw(port);
  let text = "";
  await new Promise<void>((resolve) => {
    socket.setTimeout(quietMs, resolve);
    // A server that refuses half-way cuts the connection: what it said before counts.
    socket.on("error", () => resolve()).on("close", () => resolve());
    socket.on("data", (chunk: Uint8Array) => {
      text += new TextDecoder("latin1").decode(chunk);
      if (isEnough(text)) resolve();
    });
    socket.write(bytes);
  });
  socket.destroy();
  return text;
}
