import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { occupyCores } from "../support/busy_cores.ts";
import { KillableBotmux } from "../support/killable_botmux.ts";
import { livesInThisRun } from "../support/life_plan.ts";
import { createRandom } from "../support/random.ts";
import { until } from "../support/until.ts";

const callers = 8;
const kills = livesInThisRun(12);
/** So many calls are answered in a life at most before the end of it is near, and so long it lasts then. */
const maxCalls = 300;
const maxRestMs = 300;
/** Between the calls of one program, so that all that are ever made fit into what may wait. */
const pauseMs = 5;

/** A call that was answered. */
interface AnsweredCall {
  /** Which life of BotMux answered it. */
  readonly life: number;
  /** Milliseconds, by this process's clock. */
  readonly sentMs: number;
  readonly answeredMs: number;
}

/** Programs that call sendMessage again and again, through every failure. */
class Callers implements AsyncDisposable {
  /** Calls that were answered, by the text of the message. */
  readonly answered = new Map<string, AnsweredCall>();
  /** What BotMux or upstream refused; a connection that fails is none. */
  readonly refusals: string[] = [];
  readonly #url: string;
  readonly #chat: number;
  readonly #abort = new AbortController();
  readonly #done: Promise<unknown>;
  /** Which life of BotMux it is. */
  life = 0;
  #next = 0;

  constructor(botmux: KillableBotmux) {
    this.#chat = botmux.addGroup();
    this.#url = `${botmux.url}/bot${botmux.token}/sendMessage`;
    this.#done = Promise.all(Array.from({ length: callers }, () => this.#run()));
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      const text = `call ${this.#next++}`;
      const sent = { life: this.life, sentMs: performance.now() };
      const answer = await this.#call(text, signal);
      if (answer?.ok === true) this.answered.set(text, { ...sent, answeredMs: performance.now() });
      else if (answer !== undefined) this.refusals.push(answer.description);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** `undefined` when the connection fails. */
  async #call(text: string, signal: AbortSignal): Promise<{ ok: boolean; description: string } | undefined> {
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ chat_id: this.#chat, text }),
        signal,
      });
      return await response.json() as { ok: boolean; description: string };
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }
}

/** Lets programs call while BotMux is killed again and again; checks what is archived of that. */
async function check(isBusy: boolean): Promise<void> {
  const seed = Date.now() % 1_000_000;
  const random = createRandom(seed);
  await using botmux = await KillableBotmux.open({}, () => Promise.resolve());
  let answered: ReadonlyMap<string, AnsweredCall>;
  let refusals: readonly string[];
  {
    using _busy = isBusy ? occupyCores() : undefined;
    await using calling = new Callers(botmux);
    ({ answered, refusals } = calling);
    for (; calling.life < kills; calling.life++) {
      botmux.spawn();
      await botmux.listening();
      const enough = answered.size + random() * maxCalls;
      await until(() => answered.size > enough);
      await new Promise((resolve) => setTimeout(resolve, random() * maxRestMs));
      await botmux.kill();
    }
  }
  botmux.spawn();
  await botmux.listening();
  const archived = await botmux.archivedCalls();
  const times = Map.groupBy(archived, (text) => text);
  // What was answered before a call that was answered too was even sent: BotMux has gone on since.
  const ofLife = Map.groupBy(answered.values(), ({ life }) => life);
  const isSafe = ({ life, answeredMs }: AnsweredCall) =>
    ofLife.get(life)!.some(({ sentMs }) => sentMs > answeredMs);
  const lost = [...answered].filter(([text, call]) => !times.has(text) && isSafe(call)).map(([text]) => text);
  const twice = [...times].filter(([, { length }]) => length > 1).map(([text]) => text);
  assertEquals([lost, twice], [[], []], `seed ${seed}, ${answered.size} calls answered`);
  assertEquals(refusals, []);
}

describe("Captured calls, with kill -9", () => {
  test("are archived once each when BotMux answered anything after them", () => check(false));

  test("are archived once each, too, while other processes keep every core busy", () => check(true));
});
