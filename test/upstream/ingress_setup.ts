import { createLogger } from "../../src/base/logger.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";
import { BotHealth, type BotHealthReport } from "../../src/upstream/health.ts";
import { FetchDoor } from "../../src/tgapi/door/fetch_door.ts";
import { HookDoor } from "../../src/upstream/hook_door.ts";
import { Ingress } from "../../src/upstream/ingress.ts";
import { StartPacer } from "../../src/upstream/start_pacer.ts";
import { TokenWaits } from "../../src/upstream/token_waits.ts";
import { fleetBot, unheardEvents } from "../support/fleet_parts.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { MemorySink } from "../support/memory_sink.ts";
import { StandIn } from "../support/stand_in.ts";
import { until } from "../support/until.ts";

export const botId = 123456;
/** The token of the bot under test. */
export const token = `${botId}:CanaryCanaryCanaryCanaryCanaryCanar`;
export const publicUrl = "https://mux.example/base";

/** What a look at the webhook comes to be after at most, in milliseconds. */
export const lookMs = 60_000;

/** One bot's ingress with a stand-in upstream, a manual clock and everything it says on record. */
export class IngressSetup implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly sink = new MemorySink();
  readonly tokenWaits = new TokenWaits(this.clock);
  readonly door = new HookDoor();
  /** What was told, in order. */
  readonly told: string[] = [];
  readonly logged: string[] = [];
  readonly standIn: StandIn;
  readonly #health = new BotHealth(this.clock.now());
  readonly #abort = new AbortController();
  readonly #client: UpstreamClient;
  readonly #done: Promise<void>;

  private constructor(standIn: StandIn, url: string | undefined) {
    const { clock, sink } = this;
    this.standIn = standIn;
    this.#client = new UpstreamClient({ baseUrl: standIn.url, clock: new ManualClock() });
    const context = {
      client: this.#client,
      sink,
      events: {
        ...unheardEvents,
        identified: () => void this.told.push("identified"),
        webhookFound: (_id: number, webhook: { readonly url: string; readonly isFirstContact: boolean }) =>
          void this.told.push(`webhook ${webhook.url}${webhook.isFirstContact ? " of its own" : ""}`),
        statusChanged: (_id: number, status: string) => void this.told.push(status),
      },
      clock,
      pacer: new StartPacer(clock),
      tokenWaits: this.tokenWaits,
      logger: createLogger({
        level: "debug",
        format: "text",
        write: (line) => this.logged.push(line),
        now: () => 0,
      }),
      random: () => 0.5,
    };
    const bot = fleetBot(botId, token, { username: "", ingress: "webhook" });
    this.#done = new Ingress(bot, context, this.#health, { door: this.door, publicUrl: url })
      .run(this.#abort.signal);
  }

  /** Starts the ingress; `prepare` may change the stand-in before. */
  static async start(
    prepare: (standIn: StandIn) => void = () => {},
    url: string | undefined = publicUrl,
  ): Promise<IngressSetup> {
    return await IngressSetup.#start(prepare, url);
  }

  /** Starts one that has no public URL. */
  static async startWithoutUrl(): Promise<IngressSetup> {
    return await IngressSetup.#start(() => {}, undefined);
  }

  static async #start(
    prepare: (standIn: StandIn) => void,
    url: string | undefined,
  ): Promise<IngressSetup> {
    const standIn = await StandIn.start();
    prepare(standIn);
    const setup = new IngressSetup(standIn, url);
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

  /** Parameters of the setWebhook calls so far. */
  get registrations(): Readonly<Record<string, unknown>>[] {
    return this.standIn.calls.filter(({ method }) => method === "setWebhook").map(({ parameters }) =>
      parameters
    );
  }

  /** Resolves when the webhook has been set so often and is well. */
  async registered(count = 1): Promise<void> {
    await until(() => this.registrations.length === count && this.health.state === "ok");
  }

  /** Lets time pass until the webhook has been looked at once more. */
  async look(): Promise<void> {
    const looks = () => this.standIn.calls.filter(({ method }) => method === "getWebhookInfo").length;
    const before = looks();
    await until(() => this.clock.pending > 0);
    await this.clock.advance(lookMs);
    await until(() => looks() > before && this.clock.pending > 0);
  }

  /** Lets time pass in small steps until `condition` holds; at most about 10 s of the clock. */
  async passing(condition: () => boolean): Promise<void> {
    let steps = 0;
    await until(async () => {
      if (condition()) return true;
      if (steps++ < 200) await this.clock.advance(50);
      return false;
    });
  }

  /** Says that getWebhookInfo tells of an error now. */
  reportError(message: string): void {
    this.standIn.bot(token).webhookInfo = {
      last_error_date: Math.floor(this.clock.now() / 1000),
      last_error_message: message,
    };
  }

  /** Delivers as upstream does to the webhook that was set last; gives the status. */
  async deliver(json: string): Promise<number | undefined> {
    const { url, secret_token } = this.registrations.at(-1) ?? {};
    const request = new Request(String(url), {
      method: "POST",
      headers: { "x-telegram-bot-api-secret-token": String(secret_token) },
      body: json,
    });
    const door = new FetchDoor({ services: [this.door] });
    return (await door.handle(request, new URL(request.url).pathname))?.status;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#client.close();
    await this.standIn[Symbol.asyncDispose]();
    if (this.clock.pending !== 0) throw new Error("The ingress left a timer behind");
  }
}
