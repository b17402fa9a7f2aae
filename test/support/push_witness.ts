import { type Backend, startBackend } from "./backend.ts";
import type { Sent } from "./killable_botmux.ts";
import { until } from "./until.ts";

/** How often the backends refuse an update before they take it. */
export type Refusals = (updateId: number) => number;

/**
 * What BotMux was told this long before it is killed, in milliseconds, it knows when it is back: it writes
 * confirmations down within some 10 ms of reading an answer. The rest is for the way of the answer and for the turns of
 * two event loops; pauses of a busy machine, seen as pauses in what arrives, come on top.
 */
const writtenDownMs = 250;
/** Some answers take this long, so that requests are under way at every kill. */
const slowAnswerMs = 20;

/** What is answered from the one moment to the other, BotMux does not live to read. */
interface Death {
  readonly atMs: number;
  untilMs: number;
}

/** The backends of one push consumer, which note through every failure what they take. */
export class PushWitness implements AsyncDisposable {
  /** What must never happen. */
  readonly complaints: string[] = [];
  readonly #backends: readonly Backend[];
  readonly #refusals: Refusals;
  readonly #tries = new Map<number, number>();
  /** When each update was taken last; in the order in which they first were. */
  readonly #taken = new Map<number, number>();
  /** The update of each chat that arrived last. */
  readonly #last = new Map<number, number>();
  readonly #arrivedAtMs: number[] = [];
  readonly #deaths: Death[] = [];
  #repeats = 0;

  private constructor(backends: readonly Backend[], refusals: Refusals) {
    this.#backends = backends;
    this.#refusals = refusals;
  }

  /** Starts so many backends that share the consumer's updates. */
  static async start(count: number, refusals: Refusals = () => 0): Promise<PushWitness> {
    const backends = await Promise.all(Array.from({ length: count }, startBackend));
    const witness = new PushWitness(backends, refusals);
    for (const backend of backends) {
      backend.answer = ({ body }) => witness.#answer(JSON.parse(body));
    }
    return witness;
  }

  get urls(): string[] {
    return this.#backends.map(({ url }) => url);
  }

  /** How many different updates were taken. */
  get taken(): number {
    return this.#taken.size;
  }

  /** How many updates came once more although they had been taken. */
  get repeats(): number {
    return this.#repeats;
  }

  /** BotMux is killed now. */
  dies(): void {
    this.#deaths.push({ atMs: performance.now(), untilMs: Infinity });
  }

  /** BotMux is dead: resolves when all that it had sent is read and answered. */
  async isDead(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, slowAnswerMs));
    await until(() => this.#backends.every(({ open }) => open === 0));
    this.#deaths.at(-1)!.untilMs = performance.now();
  }

  /** What was sent to a chat and did not arrive, or arrived in another order; empty when all is well. */
  faultOf(chat: number, sent: readonly Sent[]): string {
    const wanted = sent.filter((update) => update.chat === chat).map(({ id }) => id);
    const known = new Set(wanted);
    const got = [...this.#taken.keys()].filter((id) => known.has(id));
    const wrong = wanted.findIndex((id, index) => got[index] !== id);
    return wrong < 0 ? "" : `chat ${chat}: ${got[wrong]} came where ${wanted[wrong]} was due`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const backend of this.#backends) await backend[Symbol.asyncDispose]();
  }

  async #answer(
    update: { readonly update_id: number; readonly message: { readonly chat: { readonly id: number } } },
  ): Promise<number> {
    const { update_id: id, message: { chat } } = update;
    const nowMs = performance.now();
    const takenAtMs = this.#taken.get(id);
    if (takenAtMs === undefined) this.#noteFirst(id, chat.id);
    else this.#noteRepeat(id, takenAtMs, nowMs);
    this.#arrivedAtMs.push(nowMs);
    const tries = (this.#tries.get(id) ?? 0) + 1;
    this.#tries.set(id, tries);
    if (tries <= this.#refusals(id)) return 500;
    if (id % 10 === 3) await new Promise((resolve) => setTimeout(resolve, slowAnswerMs));
    this.#taken.set(id, performance.now());
    return 204;
  }

  #noteFirst(id: number, chat: number): void {
    const last = this.#last.get(chat);
    if (last !== undefined && last !== id && !this.#taken.has(last)) {
      this.complaints.push(`${id} of chat ${chat} came before ${last} was taken`);
    }
    this.#last.set(chat, id);
  }

  #noteRepeat(id: number, takenAtMs: number, nowMs: number): void {
    this.#repeats++;
    const death = this.#deaths.find(({ untilMs }) => untilMs >= takenAtMs);
    if (death === undefined) {
      this.complaints.push(`${id} came again although BotMux was not killed since it was taken`);
      return;
    }
    if (takenAtMs >= death.atMs) return;
    const knownForMs = death.atMs - takenAtMs - this.#maxPause(takenAtMs, death.atMs);
    if (knownForMs > writtenDownMs) {
      this.complaints.push(
        `${id} came again after ${nowMs - takenAtMs} ms although it was taken ${knownForMs} ms before a kill`,
      );
    }
  }

  /** The longest time between two moments in which nothing arrived. */
  #maxPause(fromMs: number, toMs: number): number {
    let maxMs = 0;
    let laterMs = toMs;
    for (let index = this.#arrivedAtMs.length - 1; index >= 0 && laterMs > fromMs; index--) {
      const atMs = Math.max(this.#arrivedAtMs[index]!, fromMs);
      if (atMs > toMs) continue;
      maxMs = Math.max(maxMs, laterMs - atMs);
      laterMs = atMs;
    }
    return maxMs;
  }
}
