import { assertEquals } from "@std/assert";
import { KillableBotmux, type KillableOptions } from "./killable_botmux.ts";
import { PushWitness } from "./push_witness.ts";
import { createPushTarget } from "./records.ts";
import { until } from "./until.ts";

const maxWaiting = 3000;

/**
 * A BotMux that may be killed, and push consumers: one with a URL of its own, one with a group of two, and one whose
 * backend refuses a tenth of the updates at first, a few of them twice.
 */
export class PushCrashSetup implements AsyncDisposable {
  readonly botmux: KillableBotmux;
  readonly witnesses: ReadonlyMap<string, PushWitness>;

  private constructor(botmux: KillableBotmux, witnesses: ReadonlyMap<string, PushWitness>) {
    this.botmux = botmux;
    this.witnesses = witnesses;
  }

  /** The backends listen at once; BotMux does not run yet. */
  static async open(options: KillableOptions = {}): Promise<PushCrashSetup> {
    const witnesses = new Map([
      ["single", await PushWitness.start(1)],
      ["group", await PushWitness.start(2)],
      // The second failure costs the lane two seconds.
      ["refusing", await PushWitness.start(1, (id) => id % 400 === 0 ? 2 : id % 10 === 0 ? 1 : 0)],
    ]);
    const botmux = await KillableBotmux.open(options, async (registry, botId) => {
      for (const [name, { urls }] of witnesses) {
        const push = createPushTarget({ urls });
        await registry.addConsumer(botId, { name, mode: "push", start: "all", push });
      }
    });
    return new PushCrashSetup(botmux, witnesses);
  }

  /** Updates that every consumer has. */
  get delivered(): number {
    return Math.min(...[...this.witnesses.values()].map(({ taken }) => taken));
  }

  /** Updates that came to a consumer once more. */
  get repeats(): number {
    return [...this.witnesses.values()].reduce((sum, { repeats }) => sum + repeats, 0);
  }

  /** Sends updates until `signal` aborts, and keeps some thousands of them waiting at most. */
  async flow(perSecond: number, signal: AbortSignal): Promise<void> {
    const { botmux } = this;
    await botmux.flow(perSecond, signal, () => botmux.sent.length - this.delivered > maxWaiting);
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const witnesses = [...this.witnesses.values()];
    for (const witness of witnesses) witness.dies();
    await this.botmux.kill();
    await Promise.all(witnesses.map((witness) => witness.isDead()));
  }

  /**
   * Waits until every consumer has everything, then checks that each chat's updates came in their order, one after
   * another, and that nothing came again that had surely been confirmed.
   */
  async check(hint: string): Promise<void> {
    const { sent } = this.botmux;
    await until(() => this.delivered >= sent.length).catch(() => {});
    const chats = new Set(sent.map(({ chat }) => chat));
    for (const [name, witness] of this.witnesses) {
      const who = `${hint}, consumer ${name}, ${witness.taken} of ${sent.length}`;
      assertEquals(witness.complaints, [], who);
      const faults = [...chats].map((chat) => witness.faultOf(chat, sent)).filter((fault) => fault !== "");
      assertEquals(faults, [], who);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.botmux[Symbol.asyncDispose]();
    for (const witness of this.witnesses.values()) await witness[Symbol.asyncDispose]();
  }
}
