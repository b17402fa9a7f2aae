/**
 * What pushing is compared with: the plain runtime's `fetch`, with nothing kept. Asks upstream for updates and posts
 * each to every backend, 40 at a time to each as BotMux does, whatever their chat, and does not look at the answers.
 *
 * Arguments: upstream URL, bot token, and the backends as the stand-in tells them. Prints a line when it begins.
 */
import { args, writeErrorLine, writeLine } from "../../src/runtime/process.ts";
import type { PushBackend } from "./stand_in_push.ts";

const [upstream = "", token = "", told = "[]"] = args;
const backends = JSON.parse(told) as readonly PushBackend[];
const connections = 40;
const headers = { "content-type": "application/json" };

/** A backend's updates that wait for a free connection. */
class Outbox {
  readonly #url: string;
  readonly #bodies: string[] = [];
  #next = 0;
  #underWay = 0;

  constructor(url: string) {
    this.#url = url;
  }

  add(body: string): void {
    this.#bodies.push(body);
    if (this.#underWay < connections) void this.#send();
  }

  async #send(): Promise<void> {
    this.#underWay++;
    while (this.#next < this.#bodies.length) {
      const body = this.#bodies[this.#next++]!;
      const response = await fetch(this.#url, { method: "POST", headers, body });
      await response.arrayBuffer();
    }
    this.#underWay--;
  }
}

const outboxes = backends.map(({ url }) => new Outbox(url));

async function poll(): Promise<never> {
  for (let offset = 0;;) {
    const body = JSON.stringify({ offset, limit: 100, timeout: 50 });
    const response = await fetch(`${upstream}/bot${token}/getUpdates`, { method: "POST", headers, body });
    const { result } = await response.json() as { result: { update_id: number }[] };
    for (const update of result) {
      offset = update.update_id + 1;
      const text = JSON.stringify(update);
      for (const outbox of outboxes) outbox.add(text);
    }
  }
}

writeLine(upstream);
poll().catch((error) => writeErrorLine(String(error)));
