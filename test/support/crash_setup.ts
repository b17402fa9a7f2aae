import { assertEquals } from "@std/assert";
import { Reader } from "./crash_reader.ts";
import { KillableBotmux, type KillableOptions } from "./killable_botmux.ts";
import { until } from "./until.ts";

const maxWaiting = 3000;

/**
 * A BotMux that may be killed, and programs that read from it: by the real token, by a consumer's name, by an access
 * token, and one by name that carries no offset over a failure.
 */
export class CrashSetup implements AsyncDisposable {
  readonly botmux: KillableBotmux;
  readonly readers: readonly Reader[];

  private constructor(botmux: KillableBotmux, readers: readonly Reader[]) {
    this.botmux = botmux;
    this.readers = readers;
  }

  /** The readers begin at once; BotMux does not run yet. */
  static async open(options: KillableOptions = {}): Promise<CrashSetup> {
    let accessToken = "";
    const botmux = await KillableBotmux.open(options, async (registry, botId) => {
      for (const name of ["named", "forgetful"]) await registry.addConsumer(botId, { name, start: "all" });
      const consumer = await registry.addConsumer(botId, { name: "by-token", start: "all" });
      accessToken = (await registry.createAccessToken(consumer.id)).token;
    });
    const origin = `${botmux.url}/tgapi`;
    return new CrashSetup(botmux, [
      new Reader(`${origin}/bot${botmux.token}`, false),
      new Reader(`${origin}/c/named/bot${botmux.token}`, false),
      new Reader(`${origin}/bot${accessToken}`, false),
      new Reader(`${origin}/c/forgetful/bot${botmux.token}`, true),
    ]);
  }

  /** Updates that every reader has. */
  get delivered(): number {
    return Math.min(...this.readers.map(({ received }) => received.length));
  }

  /** Sends updates until `signal` aborts, and keeps some thousands of them waiting at most. */
  async flow(perSecond: number, signal: AbortSignal): Promise<void> {
    const { botmux } = this;
    await botmux.flow(perSecond, signal, () => botmux.sent.length - this.delivered > maxWaiting);
  }

  /**
   * Waits until every reader has everything, then checks that it came as it was sent, in order, and that nothing that
   * had been confirmed came again.
   */
  async check(hint: string): Promise<void> {
    const all = this.botmux.sent;
    await until(() => this.delivered >= all.length).catch(() => {});
    for (const [index, { complaints, received }] of this.readers.entries()) {
      const who = `${hint}, reader ${index}`;
      assertEquals(complaints, [], who);
      for (const [at, sent] of all.entries()) {
        const got = received[at];
        const isSame = got?.id === sent.id && got.chat === sent.chat && got.text === sent.text;
        if (!isSame) assertEquals(got, sent, `${who}, update ${at} of ${all.length}`);
      }
      assertEquals(received.length, all.length, who);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.readers) await reader.stop();
    await this.botmux[Symbol.asyncDispose]();
  }
}
