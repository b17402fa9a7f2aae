import type { Sent } from "./killable_botmux.ts";

interface Answer {
  readonly ok: boolean;
  readonly description?: string;
  readonly result: readonly {
    readonly update_id: number;
    readonly message: { readonly chat: { readonly id: number }; readonly text: string };
  }[];
}

/** BotMux has written down what was confirmed this long ago, in milliseconds, however busy the machine is. */
const writtenDownMs = 2000;
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
  readonly #url: string;
  readonly #forgets: boolean;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  /** Offsets that BotMux has answered, and when. */
  readonly #confirmed: { readonly offset: number; readonly atMs: number }[] = [];
  /** What it asks for next; 0 for none. */
  #offset = 0;
  #highest = -1;
  /** When the failure began that it is in or that was last: what was confirmed shortly before may be lost. */
  #failedAtMs = 0;
  #isFailing = false;
  #repeats = 0;

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

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      const answer = await this.#ask(signal);
      if (answer?.ok === true) {
        this.#isFailing = false;
        this.#accept(answer);
        continue;
      }
      // Trouble on the way is what the test is about; a refusal is not.
      if (answer !== undefined) this.complaints.push(`Refused: ${answer.description}`);
      if (!this.#isFailing) this.#failedAtMs = performance.now();
      this.#isFailing = true;
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
    if (asked > 0) this.#confirmed.push({ offset: asked, atMs: performance.now() });
  }

  #noteRepeat(id: number): void {
    this.#repeats++;
    const surely = this.#confirmed.findLast(({ atMs }) => atMs < this.#failedAtMs - writtenDownMs)?.offset ??
      0;
    if (id < surely) this.complaints.push(`${id} came again although ${surely} was confirmed long ago`);
  }
}
