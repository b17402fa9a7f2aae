import { decodeUtf8 } from "../../src/base/bytes.ts";
import type { Consumer } from "../../src/registry/entities/consumer.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createRandom } from "../support/random.ts";
import { createConsumerRecord, createPushTarget } from "../support/records.ts";
import { Life } from "./life.ts";
import { SimulatedDisk } from "./simulated_disk.ts";
import { ConnectionLost, type Link, SimulatedNetwork } from "./simulated_network.ts";
import { botId, type Sabotage, SimulatedNode } from "./simulated_node.ts";
import { readSent, SimulatedTelegram } from "./simulated_telegram.ts";
import { Witness } from "./witness.ts";

/** How long things go wrong, and how long they may take to heal, in milliseconds. */
const stormMs = 20_000;
const maxHealingMs = 900_000;
const links: readonly Link[] = ["telegram", "programs", "backend"];
/** Polls of programs are shorter than in life, so that a history has many. */
const programPollSec = 5;

const polling = createConsumerRecord({ botId, sharing: "exclusive", start: "all" });
const consumers: readonly Consumer[] = [
  { ...polling, id: 1, name: "default" },
  { ...polling, id: 2, name: "forgetful" },
  { ...polling, id: 3, name: "pushed", mode: "push", push: createPushTarget({}) },
];

/** What a history came to. */
export interface Outcome {
  readonly violations: readonly string[];
  /** What happened, for whoever looks at a failure. */
  readonly events: readonly string[];
  readonly sent: number;
}

/** Runs the history of a seed: the same in every run. */
export async function runHistory(seed: number, sabotage?: Sabotage): Promise<Outcome> {
  const history = new History(createRandom(seed), sabotage);
  await history.run();
  return history.outcome;
}

/** One node, one bot, two programs that poll and a backend, while things go wrong; then all is well until all has come. */
class History {
  readonly #random: () => number;
  readonly #sabotage: Sabotage | undefined;
  readonly #clock = new ManualClock(1_800_000_000_000);
  readonly #witness = new Witness(this.#clock, consumers.map(({ id }) => id));
  readonly #network: SimulatedNetwork;
  readonly #disk: SimulatedDisk;
  readonly #telegram: SimulatedTelegram;
  readonly #events: string[] = [];
  #life: Life;
  #lives = 0;
  #node: SimulatedNode | undefined;
  /** Status that the backend answers. */
  #backendStatus = 200;
  #isStorm = true;

  constructor(random: () => number, sabotage: Sabotage | undefined) {
    this.#random = random;
    this.#sabotage = sabotage;
    const clock = this.#clock;
    const witness = this.#witness;
    this.#network = new SimulatedNetwork({ clock, random });
    this.#disk = new SimulatedDisk({
      clock,
      random,
      onFlushed: () => witness.flushed(),
      onFailure: () => witness.writesFailed(),
      losesCommits: sabotage === "commits without the disk",
    });
    const durableIds = () => this.#disk.durableIds(botId);
    this.#telegram = new SimulatedTelegram({ clock, witness, durableIds });
    this.#life = new Life(clock, 0);
  }

  get outcome(): Outcome {
    const { violations, sent } = this.#witness;
    return { violations, events: this.#events, sent: sent.length };
  }

  async run(): Promise<void> {
    this.#boot();
    this.#network.lossShare = this.#random() < 0.5 ? 0 : this.#random() * 0.3;
    void this.#runProgram(1, false);
    void this.#runProgram(2, true);
    this.#planUpdates();
    this.#planFaults();
    await this.#clock.advance(stormMs);
    this.#heal();
    for (let passedMs = 0; passedMs < maxHealingMs && this.#isMissingAny(); passedMs += 10_000) {
      await this.#clock.advance(10_000);
    }
    this.#witness.finish();
    this.#life.kill();
  }

  #isMissingAny(): boolean {
    return consumers.some(({ id }) => this.#witness.missing(id).length > 0);
  }

  #boot(): void {
    const life = this.#life = new Life(this.#clock, ++this.#lives);
    SimulatedNode.start({
      life,
      disk: this.#disk,
      network: this.#network,
      telegram: this.#telegram,
      consumers,
      backend: (consumerId, update, sender) => this.#takePush(consumerId, update, sender),
      onAnswered: (consumerId, update, status, sender) => {
        if (status === 200) this.#witness.pushAnswered(consumerId, readSent(update).update, sender);
      },
      random: this.#random,
      sabotage: this.#sabotage,
    }).then((node) => this.#node = node, (error) => this.#witness.violations.push(`start failed: ${error}`));
  }

  #takePush(consumerId: number, update: unknown, sender: Life): Promise<number> {
    const { position, update: sent } = readSent(update);
    this.#witness.pushArrived(consumerId, sent, position, sender);
    const status = this.#backendStatus;
    if (status === 200) this.#witness.pushAccepted(consumerId, sent);
    return Promise.resolve(status);
  }

  /** A program that asks again and again. One that forgets begins without an offset now and then, as after a restart. */
  async #runProgram(consumerId: number, forgets: boolean): Promise<void> {
    const program = this.#clock;
    for (let offset = 0;;) {
      try {
        const answer = await this.#network.send("programs", program, () => this.#ask(consumerId, offset));
        const { result } = JSON.parse(decodeUtf8(answer));
        if (program.now() - this.#disk.lastFailureMs > stormMs) this.#witness.confirmed(consumerId, offset);
        for (const each of result) {
          const { position, update } = readSent(each);
          this.#witness.polled(consumerId, update, position);
          offset = position + 1;
        }
      } catch {
        // A conflict with a call of its own that was cut off, or a lost connection: it tries again.
        await new Promise<void>((resolve) => void program.schedule(resolve, 200));
      }
      if (forgets && this.#isStorm && this.#random() < 0.1) offset = 0;
    }
  }

  async #ask(consumerId: number, offset: number): Promise<Uint8Array> {
    const node = this.#node;
    if (node === undefined || !node.life.isAlive) throw new ConnectionLost("Connection refused");
    return await node.untilDeath(node.getUpdates(consumerId, offset, programPollSec));
  }

  #planUpdates(): void {
    const count = 10 + this.#below(30);
    for (let left = count; left > 0;) {
      const atMs = this.#random() * stormMs;
      // Some come in one answer.
      const burst = Math.min(left, this.#random() < 0.3 ? 1 + this.#below(10) : 1);
      const chats = Array.from({ length: burst }, () => 1 + this.#below(4));
      this.#clock.schedule(() => chats.forEach((chat) => this.#telegram.write(chat)), atMs);
      left -= burst;
    }
  }

  #planFaults(): void {
    const faults: readonly (readonly [name: string, strike: () => void])[] = [
      ["kill", () => this.#die(false)],
      ["kill", () => this.#die(false)],
      ["power cut", () => this.#die(true)],
      ["suspend", () => this.#life.suspend(this.#random() * 8_000)],
      ["partition", () => this.#network.cut(links[this.#below(links.length)]!)],
      ["network heals", () => this.#network.mend()],
      ["slow disk", () => this.#disk.slowDown(this.#random() * 500)],
      ["fast disk", () => this.#disk.slowDown(0)],
      ["full disk", () => this.#disk.fill(true)],
      ["disk has room", () => this.#disk.fill(false)],
      ["backend fails", () => this.#backendStatus = 500],
      ["backend works", () => this.#backendStatus = 200],
    ];
    for (let left = 1 + this.#below(8); left > 0; left--) {
      const [name, strike] = faults[this.#below(faults.length)]!;
      const atMs = Math.floor(this.#random() * stormMs);
      this.#clock.schedule(() => {
        this.#events.push(`${this.#clock.now()}: ${name}`);
        strike();
      }, atMs);
    }
  }

  /** Kills the node; it starts again a little later. */
  #die(isPowerCut: boolean): void {
    if (!this.#life.isAlive) return;
    this.#life.kill();
    this.#node = undefined;
    if (isPowerCut) {
      this.#disk.cutPower();
      this.#witness.powerCut();
    }
    const life = this.#life;
    this.#clock.schedule(() => {
      if (this.#life === life) this.#boot();
    }, this.#random() * 2_000);
  }

  #heal(): void {
    this.#events.push(`${this.#clock.now()}: all heals`);
    this.#isStorm = false;
    this.#network.mend();
    this.#disk.slowDown(0);
    this.#disk.fill(false);
    this.#backendStatus = 200;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}
