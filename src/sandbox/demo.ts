import { type Clock, sleep, systemClock } from "../base/clock.ts";
import { type DemoLine, demoLines, demoPeople } from "./demo_script.ts";
import { drawDemoPicture } from "./draw_picture.ts";
import type { Message } from "./bot_api_objects.ts";
import type { Sandbox, SandboxBot } from "./sandbox_interface.ts";

/** How a demo is made. */
interface DemoOptions {
  readonly clock?: Clock;
  /** Numbers in [0, 1). */
  readonly random?: () => number;
  /** Mean time between two things that happen, in milliseconds. */
  readonly paceMs?: number;
}

/** Two bots and a group that talks. */
export interface Demo {
  readonly bots: readonly [SandboxBot, SandboxBot];
  /** Id of the group that both bots are in. */
  readonly groupId: number;
  /** Lets the people of the group talk until `signal` aborts; resolves then. */
  start(signal: AbortSignal): Promise<void>;
  /** Lets one thing happen. */
  step(): void;
}

/** Tokens of the demo bots: of the right shape, the same every time, and valid nowhere else. */
export const demoTokens = [
  "1000000001:DEMO-only-not-a-real-token-AAAAAAAA",
  "1000000002:DEMO-only-not-a-real-token-BBBBBBBB",
] as const;

const defaultPaceMs = 3_000;
const latestMessages = 20;
const reactions = ["👍", "❤", "🔥", "😁", "🎉"];

/** Puts the demo's bots, people and group into `sandbox`. Nothing happens before {@linkcode Demo.start}. */
export function createDemo(sandbox: Sandbox, options: DemoOptions = {}): Demo {
  const { clock = systemClock, random = Math.random, paceMs = defaultPaceMs } = options;
  const photo = { bytes: drawDemoPicture(random), mimeType: "image/png", fileName: "garden.png" };
  // The other one has none, as many bots.
  const bots = [
    sandbox.addBot({ token: demoTokens[0], username: "garden_demo_bot", name: "Garden demo", photo }),
    sandbox.addBot({ token: demoTokens[1], username: "kitchen_demo_bot", name: "Kitchen demo" }),
  ] as const;
  const people = demoPeople.map((person) => sandbox.addUser(person).id);
  const ids = bots.map(({ id }) => id);
  const group = sandbox.addGroup({ title: "Allotment 7", members: people, bots: ids, administrators: ids });
  const talk = new DemoTalk(sandbox, random, group.id, people);
  return {
    bots,
    groupId: group.id,
    step: () => talk.step(),
    async start(signal) {
      while (!signal.aborted) {
        talk.step();
        // Between half and one and a half times the pace, so that it looks like people.
        await sleep(clock, paceMs * (0.5 + random()), signal);
      }
    },
  };
}

/** What the people of the demo group do, one thing at a time. */
class DemoTalk {
  readonly #sandbox: Sandbox;
  readonly #random: () => number;
  readonly #chat: number;
  readonly #people: readonly number[];
  readonly #pressed = new Set<number>();
  #line = 0;

  constructor(sandbox: Sandbox, random: () => number, chat: number, people: readonly number[]) {
    this.#sandbox = sandbox;
    this.#random = random;
    this.#chat = chat;
    this.#people = people;
  }

  step(): void {
    const recent = this.#sandbox.history({ chat: this.#chat }).slice(-latestMessages);
    const button = recent.find((message) =>
      message.reply_markup !== undefined && !this.#pressed.has(message.message_id)
    );
    if (button !== undefined && hasCallback(button)) return this.#press(button);
    const own = recent.filter(({ from, text }) => from?.is_bot === false && text !== undefined);
    const dice = this.#random();
    if (dice < 0.15 && recent.length > 0) return this.#react(pick(recent, this.#random()));
    if (dice < 0.25 && own.length > 0) return this.#edit(pick(own, this.#random()));
    this.#speak(demoLines[this.#line++ % demoLines.length]);
  }

  #press(message: Message): void {
    this.#pressed.add(message.message_id);
    if (this.#pressed.size > latestMessages * 2) {
      for (const oldest of this.#pressed) {
        this.#pressed.delete(oldest);
        break;
      }
    }
    const from = pick(this.#people, this.#random());
    this.#sandbox.pressButton({ from, chat: this.#chat, messageId: message.message_id });
  }

  #react({ message_id }: Message): void {
    const from = pick(this.#people, this.#random());
    this.#sandbox.react({
      from,
      chat: this.#chat,
      messageId: message_id,
      emoji: pick(reactions, this.#random()),
    });
  }

  #edit({ message_id, from, text }: Message): void {
    if (from === undefined || text === undefined || text.endsWith(" ✏️")) return;
    this.#sandbox.editAs({ from: from.id, chat: this.#chat, messageId: message_id, text: `${text} ✏️` });
  }

  #speak(line: DemoLine | undefined): void {
    if (line === undefined) return;
    const from = this.#people[line.person % this.#people.length] ?? 0;
    const file = {
      type: "photo" as const,
      bytes: drawDemoPicture(this.#random),
      mimeType: "image/png",
      fileName: "bed.png",
    };
    this.#sandbox.speak(
      line.isPhoto === true
        ? { from, chat: this.#chat, caption: line.text, file }
        : { from, chat: this.#chat, text: line.text },
    );
  }
}

function hasCallback({ reply_markup }: Message): boolean {
  return (reply_markup?.inline_keyboard ?? []).flat().some(({ callback_data }) =>
    callback_data !== undefined
  );
}

function pick<T>(choices: readonly T[], dice: number): T {
  const chosen = choices[Math.floor(dice * choices.length)];
  if (chosen === undefined) throw new RangeError("Cannot pick: there is nothing to choose from");
  return chosen;
}
