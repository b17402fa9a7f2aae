import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { PushTarget } from "../../../src/registry/entities/push_target.ts";
import type { Consumer } from "../../../src/registry/entities/consumer.ts";
import { type Backend, type BackendAnswer, startBackend } from "../../support/backend.ts";
import { messageIn, update } from "../../support/journal_setup.ts";
import { openPush, type PushSetup } from "../../support/push_setup.ts";
import { createRandom } from "../../support/random.ts";

const first = 500_000;
const steps = 60;
/** No step lasts as long as a request may take: whatever is answered is read in time. */
const maxStepMs = 20_000;
/** A request holds its lane for a minute from its start; it may arrive a whole step later. */
const surelyHeldMs = 60_000 - maxStepMs;
/** In the end every retry, a time-out included, has come. */
const healingMs = 400_000;

interface Made {
  readonly id: number;
  readonly lane: string;
}

/** What one push consumer may be sent, by rules that are plain to see: the reference for all the machinery. */
class Model {
  readonly complaints: string[] = [];
  readonly taken = new Set<number>();
  readonly isSeen: (lane: string) => boolean;
  /** Passed over in their lane, for ever: they are given up, or about to be. */
  readonly #skipped = new Set<number>();
  readonly #lanes = new Map<string, number[]>();
  readonly #laneOf = new Map<number, string>();
  /** Requests without an answer, by lane, and when they come to an end. */
  readonly #hanging = new Map<string, number>();

  constructor(isSeen: (lane: string) => boolean) {
    this.isSeen = isSeen;
  }

  get ids(): readonly number[] {
    return [...this.#laneOf.keys()];
  }

  add({ id, lane }: Made): void {
    if (!this.isSeen(lane)) return;
    this.#laneOf.set(id, lane);
    const ids = this.#lanes.get(lane) ?? [];
    ids.push(id);
    this.#lanes.set(lane, ids);
  }

  arrives(id: number, nowMs: number): void {
    const lane = this.#laneOf.get(id);
    if (lane === undefined) return void this.complaints.push(`${id} is not for this consumer`);
    if (this.taken.has(id)) this.complaints.push(`${id} came again`);
    if (this.#skipped.has(id)) this.complaints.push(`${id} came after a later one of ${lane}`);
    if ((this.#hanging.get(lane) ?? 0) > nowMs) {
      this.complaints.push(`${id} is the second under way in ${lane}`);
    }
    for (const before of this.#lanes.get(lane)!) {
      if (before === id) break;
      if (!this.taken.has(before)) this.#skipped.add(before);
    }
  }

  answered(id: number, answer: BackendAnswer, nowMs: number): void {
    const lane = this.#laneOf.get(id) ?? "";
    if (answer === 200) this.taken.add(id);
    if (answer === "hang") this.#hanging.set(lane, nowMs + surelyHeldMs);
  }

  /** BotMux cut what was under way. */
  restarted(): void {
    this.#hanging.clear();
  }
}

/** A consumer under test: its backends, some of them dead at times, and what it may be sent. */
interface Subject {
  readonly consumer: Consumer;
  readonly backends: readonly Backend[];
  readonly dead: Set<Backend>;
  readonly model: Model;
}

class Trial implements AsyncDisposable {
  readonly #random: () => number;
  readonly #setup: PushSetup;
  readonly #subjects: Subject[] = [];
  #nextId = first;
  #isHealed = false;

  private constructor(setup: PushSetup, random: () => number) {
    this.#setup = setup;
    this.#random = random;
  }

  static async open(random: () => number): Promise<Trial> {
    // A push consumer to nobody, who is in nobody's way.
    const trial = new Trial(await openPush(["http://127.0.0.1:1/"]), random);
    await trial.#add(2, {}, {}, () => true);
    await trial.#add(1, { maxConnections: 2 }, {}, () => true);
    await trial.#add(
      3,
      { maxAttempts: 4 },
      { filter: { chats: [1, 2] } },
      (lane) => /^chat [12]$/.test(lane),
    );
    return trial;
  }

  async #add(
    urls: number,
    target: Partial<PushTarget>,
    fields: Partial<Consumer>,
    isSeen: (lane: string) => boolean,
  ): Promise<void> {
    const backends = await Promise.all(Array.from({ length: urls }, startBackend));
    const model = new Model(isSeen);
    const dead = new Set<Backend>();
    const { clock } = this.#setup;
    for (const backend of backends) {
      backend.answer = ({ updateId }) => {
        model.arrives(updateId, clock.now());
        const answer = dead.has(backend) ? "cut" : this.#answer();
        model.answered(updateId, answer, clock.now());
        return answer;
      };
    }
    const consumer = await this.#setup.add({ ...target, urls: backends.map(({ url }) => url) }, fields);
    this.#subjects.push({ consumer, backends, dead, model });
  }

  #answer(): BackendAnswer {
    if (this.#isHealed) return 200;
    const dice = this.#random();
    if (dice < 0.75) return 200;
    if (dice < 0.85) return 500;
    if (dice < 0.9) {
      return { status: 503, headers: { "retry-after": String(Math.floor(this.#random() * 5)) } };
    }
    if (dice < 0.94) return 404;
    return dice < 0.99 ? "cut" : "hang";
  }

  /** Something happens. */
  async step(): Promise<void> {
    const dice = this.#random();
    if (dice < 0.5) await this.#receive(1 + Math.floor(this.#random() * 40));
    else if (dice < 0.8) await this.#pass(Math.floor(this.#random() * maxStepMs));
    else if (dice < 0.9) this.#toggle();
    else await this.#restart();
    await this.#settled();
    await this.#check();
  }

  /** Everybody is well from now on: what has not come yet comes. */
  async heal(): Promise<void> {
    this.#isHealed = true;
    for (const { dead } of this.#subjects) dead.clear();
    for (let ms = 0; ms < healingMs; ms += maxStepMs) {
      await this.#pass(maxStepMs);
      await this.#settled();
    }
    await this.#check();
    for (const { consumer, model } of this.#subjects) {
      const cursor = this.#setup.journalSetup.journal.cursor(consumer.id)!;
      assertEquals(model.ids.filter((id) => !cursor.isConfirmed(id)), [], `left over at ${consumer.name}`);
      // What its filter hides at the end is passed with the next update that it sees.
      assert(cursor.position > Math.max(...model.ids), `the mark of ${consumer.name}`);
      assertEquals(this.#setup.delivery.pushReport(consumer.id)?.waitingLanes, 0);
    }
  }

  async #receive(count: number): Promise<void> {
    const updates = Array.from({ length: count }, () => {
      const id = this.#nextId++;
      const who = 1 + Math.floor(this.#random() * 6);
      const isQuery = this.#random() < 0.2;
      const made = { id, lane: isQuery ? `queries ${who}` : `chat ${who}` };
      for (const { model } of this.#subjects) model.add(made);
      return isQuery
        ? update(id, { inline_query: { id: "1", from: { id: who }, query: "q", offset: "" } })
        : messageIn(id, { chat: who });
    });
    await this.#setup.receive(...updates);
  }

  async #pass(ms: number): Promise<void> {
    await this.#setup.clock.advance(ms);
  }

  /** A URL of the group dies or comes back. */
  #toggle(): void {
    const { backends, dead } = this.#subjects[0]!;
    const backend = backends[Math.floor(this.#random() * backends.length)]!;
    if (!dead.delete(backend)) dead.add(backend);
  }

  async #restart(): Promise<void> {
    await this.#setup.restart();
    for (const { model } of this.#subjects) model.restarted();
  }

  /** Resolves when nothing is on its way: what is under way here is what gets no answer there. */
  async #settled(): Promise<void> {
    await this.#setup.until(() =>
      this.#subjects.every(({ consumer, backends }) => {
        const targets = this.#setup.delivery.pushReport(consumer.id)?.targets ?? [];
        return targets.every(({ underWay }, index) => {
          const { open, hanging } = backends[index]!;
          return underWay === hanging && open === hanging;
        });
      })
    );
  }

  /** What is confirmed was taken or is a dead letter, and all else of the model holds. */
  async #check(): Promise<void> {
    for (const { consumer, model } of this.#subjects) {
      const letters = await this.#setup.delivery.deadLetters(consumer.id, 0, 100_000);
      const given = new Set(letters.map(({ position }) => position));
      const cursor = this.#setup.journalSetup.journal.cursor(consumer.id)!;
      const lost = model.ids.filter((id) => cursor.isConfirmed(id) && !model.taken.has(id) && !given.has(id));
      assertEquals(lost, [], `confirmed at ${consumer.name} though nobody has it`);
      assertEquals(
        [...given].filter((id) => model.taken.has(id)),
        [],
        `given up at ${consumer.name} though taken`,
      );
      assertEquals(model.complaints, [], consumer.name);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#setup[Symbol.asyncDispose]();
    for (const { backends } of this.#subjects) {
      for (const backend of backends) await backend[Symbol.asyncDispose]();
    }
  }
}

describe("Pushing to backends that succeed, fail and hang agrees with a simple model", () => {
  for (const seed of [1, 2, 3, Date.now() % 1_000_000]) {
    test(`seed ${seed}: in order within a lane, each delivered once or dead-lettered, none skipped`, async () => {
      await using trial = await Trial.open(createRandom(seed));
      for (let step = 0; step < steps; step++) await trial.step();
      await trial.heal();
    });
  }
});
