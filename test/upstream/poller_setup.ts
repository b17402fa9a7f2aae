import { silentLogger } from "../../src/base/logger.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";
import { BotHealth, type BotHealthReport } from "../../src/upstream/health.ts";
import { type PolledBot, Poller, type PollerEvents } from "../../src/upstream/poller.ts";
import { StartPacer } from "../../src/upstream/start_pacer.ts";
import { TokenWaits } from "../../src/upstream/token_waits.ts";
import { fleetBot } from "../support/fleet_parts.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { MemorySink } from "../support/memory_sink.ts";
import { Relay } from "../support/relay.ts";
import { StandIn } from "../support/stand_in.ts";
import { until } from "../support/until.ts";

/** The token of the bot under test. */
export const token = "123456:CanaryCanaryCanaryCanaryCanaryCanar";
const botId = 123456;

/** One poller with a stand-in upstream, a manual clock and everything it says on record. */
export class PollerSetup implements AsyncDisposable {
  /** The poller's own clock: its waits, and nothing else. */
  readonly clock = new ManualClock();
  /** The connections' clock. */
  readonly wireClock = new ManualClock();
  readonly sink = new MemorySink();
  readonly tokenWaits = new TokenWaits(this.clock);
  readonly pacer = new StartPacer(this.clock);
  /** What the poller told, in order. */
  readonly told: string[] = [];
  readonly events: PollerEvents = {
    identified: (_id, { username, name }) => void this.told.push(`identified ${username} ${name}`),
    webhookFound: (_id, { url, isFirstContact }) =>
      void this.told.push(`webhook ${url}${isFirstContact ? " of its own" : ""}`),
    statusChanged: (_id, status) => void this.told.push(status),
    unreadable: (_id, bytes) => void this.told.push(`unreadable ${new TextDecoder().decode(bytes)}`),
  };
  readonly #health = new BotHealth(this.clock.now());
  readonly #abort = new AbortController();
  readonly #client: UpstreamClient;
  readonly #done: Promise<void>;
  readonly standIn: StandIn;
  /** Between the poller and the stand-in. */
  readonly relay: Relay;

  private constructor(standIn: StandIn, relay: Relay, bot: Partial<PolledBot>) {
    const { clock, sink, events } = this;
    this.standIn = standIn;
    this.relay = relay;
    this.#client = new UpstreamClient({ baseUrl: relay.url, clock: this.wireClock });
    const context = {
      client: this.#client,
      sink,
      events,
      clock,
      pacer: this.pacer,
      tokenWaits: this.tokenWaits,
      logger: silentLogger,
      random: () => 0.5,
    };
    const polled = fleetBot(botId, token, { username: "", ...bot });
    this.#done = new Poller(polled, context, this.#health).run(this.#abort.signal);
  }

  /** Starts the poller of a bot that is new, unless `bot` says otherwise; `prepare` may change the stand-in before. */
  static async start(
    prepare: (standIn: StandIn) => void = () => {},
    bot: Partial<PolledBot> = {},
  ): Promise<PollerSetup> {
    const standIn = await StandIn.start();
    prepare(standIn);
    const setup = new PollerSetup(standIn, await Relay.start(standIn.port), bot);
    await setup.clock.advance(0);
    return setup;
  }

  get health(): BotHealthReport {
    return this.#health.report(this.clock.now());
  }

  /** What was kept so far. */
  get kept(): readonly string[] {
    return this.sink.kept.get(botId) ?? [];
  }

  /** Waits until this many polls were sent. */
  async polled(count: number): Promise<void> {
    await until(() => this.standIn.offsets.length >= count);
  }

  /** Waits until the poller sleeps before its next try. */
  async asleep(): Promise<void> {
    await until(() => this.clock.pending === 1);
  }

  /** Asserts by waiting that the next poll comes after exactly `waitMs`, not a millisecond sooner. */
  async pollsAgainAfter(waitMs: number): Promise<void> {
    await this.asleep();
    const before = this.standIn.offsets.length;
    await this.clock.advance(waitMs - 1);
    if (this.clock.pending !== 1 || this.standIn.offsets.length !== before) {
      throw new Error(`Polled before ${waitMs} ms were over`);
    }
    await this.clock.advance(1);
    await this.polled(before + 1);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#client.close();
    await this.relay[Symbol.asyncDispose]();
    await this.standIn[Symbol.asyncDispose]();
    if (this.clock.pending + this.wireClock.pending !== 0) throw new Error("The poller left a timer behind");
  }
}
