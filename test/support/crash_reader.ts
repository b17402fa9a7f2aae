import type { Sent } from "./killable_botmux.ts";

interface Answer {
  readonly ok: boolean;
  readonly description?: string;
  readonly result: readonly {
    readonly update_id: number;
    readonly message: { readonly chat: { readonly id: number }; readonly text: string };
  }[];
}

/** A pause before it tries again, in milliseconds. */
const retryMs = 10;

/**
 * One program that reads a consumer through every failure. It carries its own offset, as libraries do; one that
 * `forgets` starts without any after each failure, as a program that was restarted does.
 */
export class Reader {
  /** Every update it saw, in the order it first did. */
  readonly received: Sent[] = [];
  /** What it must never be shown. */
  readonly complaints: string[] = [];
  /** While the disk is full, calls are answered although what they confirm cannot be written. */
  isDiskFull = false;
  readonly #url: string;
  readonly #forgets: boolean;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  /** The highest offset of a call that was answered: nothing before it may come again, whenever BotMux was killed. */
  #confirmed = 0;
  /** What it asks for next; 0 for none. */
  #offset = 0;
  #highest = -1;
  #repeats = 0;
  #awaited: { left: number; readonly resolve: () => void } | undefined;

  /** @param url everything before `/getUpdates`. */
  constructor(url: string, forgets: boolean) {
    this.#url = url;
    this.#forgets = forgets;
    this.#done = this.#run();
  }

  /** How many updates it saw once more. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Resolves at once when so many more calls are answered. */
  answered(count: number): Promise<void> {
    return new Promise((resolve) => this.#awaited = { left: count, resolve });
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      const answer = await this.#ask(signal);
      if (answer?.ok === true) {
        this.#accept(answer);
        if (this.#awaited !== undefined && --this.#awaited.left === 0) this.#awaited.resolve();
        continue;
      }
      // Trouble on the way is what the test is about; a refusal is not.
      if (answer !== undefined) this.complaints.push(`Refused: ${answer.description}`);
      if (this.#forgets) this.#offset = 0;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  /** `undefined` when the connection fails. */
  async #ask(signal: AbortSignal): Promise<Answer | undefined> {
    try {
      const response = await fetch(`${this.#url}/getUpdates?timeout=5&offset=${this.#offset}`, { signal });
      return await response.json() as Answer;
    } catch {
      return undefined;
    }
  }

  #accept({ result }: Answer): void {
    const asked = this.#offset;
    for (const { update_id: id, message } of result) {
      if (id < asked) this.complaints.push(`${id} came although ${asked} was asked for`);
      if (id > this.#highest) this.received.push({ id, chat: message.chat.id, text: message.text });
      else this.#noteRepeat(id);
      this.#highest = Math.max(this.#highest, id);
      this.#offset = id + 1;
    }
    if (!this.isDiskFull) this.#confirmed = Math.max(this.#confirmed, asked);
  }

  #noteRepeat(id: number): void {
    this.#repeats++;
    if (id < this.#confirmed) {
      this.complaints.push(`${id} came again although ${this.#confirmed} was confirmed`);
    }
  }
}
