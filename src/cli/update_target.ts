import { sleep } from "../base/clock.ts";
import { describeError } from "../base/errors.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { isRefusedInReply, tryReadReplyCall } from "../telegram/webhook_reply.ts";
import type { CliHost } from "./host.ts";
import { toPrintable } from "./output.ts";
import { readBytes, withTimeout } from "./read_answer.ts";
import type { Stopping } from "./stopping.ts";
import type { FedUpdate, UpdateFeed } from "./update_feed.ts";

/** Where updates go. */
interface UpdateTarget {
  readonly url: string;
  /** Sent in `X-Telegram-Bot-Api-Secret-Token`; no header without it. */
  readonly secret: string | undefined;
}

/** What a program answered. */
interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

const timeoutMs = 60_000;
const firstRetryMs = 1_000;
const maxRetryMs = 30_000;

/** Sends updates to a program as a webhook gets them, and carries out what it answers. */
export class UpdateSender {
  readonly #host: CliHost;
  readonly #feed: UpdateFeed;
  readonly #target: UpdateTarget;
  readonly #stopping: Stopping;

  constructor(host: CliHost, feed: UpdateFeed, target: UpdateTarget, stopping: Stopping) {
    this.#host = host;
    this.#feed = feed;
    this.#target = target;
    this.#stopping = stopping;
  }

  /** Sends an update until the program takes it; false when it was asked to stop before. Prints a line for each attempt. */
  async send(update: FedUpdate): Promise<boolean> {
    const { stop } = this.#stopping;
    for (let retryMs = firstRetryMs; !stop.aborted; retryMs = Math.min(retryMs * 2, maxRetryMs)) {
      const startMs = this.#host.clock.now();
      const answer = await this.#post(update);
      const tookMs = this.#host.clock.now() - startMs;
      const isTaken = typeof answer !== "string" && answer.status >= 200 && answer.status <= 299;
      const outcome = typeof answer === "string" ? answer : `${answer.status}`;
      const reply = isTaken ? await this.#carryOut(answer) : `trying again in ${retryMs / 1000} s`;
      if (stop.aborted && !isTaken) return false;
      this.#print(update, startMs, [outcome, `${tookMs} ms`, reply]);
      if (isTaken) return true;
      await sleep(this.#host.clock, retryMs, stop);
    }
    return false;
  }

  /** What the program answered, or why it did not. */
  async #post({ bytes }: FedUpdate): Promise<Answer | string> {
    const { url, secret } = this.#target;
    const headers = {
      "content-type": "application/json",
      ...(secret === undefined ? {} : { "x-telegram-bot-api-secret-token": secret }),
    };
    const send = async (signal: AbortSignal) => {
      const options = { method: "POST", headers, body: bytes, checksCertificate: true, signal } as const;
      const { status, contentType, body } = await this.#host.request(url, options);
      return { status, contentType, body: await readBytes(body) };
    };
    try {
      return await withTimeout(this.#host.clock, timeoutMs, send, this.#stopping.giveUp);
    } catch (error) {
      return describeError(error);
    }
  }

  /** Makes the call that an answer asks for; tells how that went. */
  async #carryOut({ contentType, body }: Answer): Promise<string> {
    const reply = tryReadReplyCall({ contentType, bytes: body });
    if (reply === undefined) return "";
    if (reply instanceof TelegramError) return reply.description;
    const { method } = reply;
    if (isRefusedInReply(method)) return `${method} is not carried out in an answer`;
    try {
      return `${method} ${await this.#feed.call(method, contentType, body, this.#stopping.giveUp)}`;
    } catch (error) {
      return `${method}: ${describeError(error)}`;
    }
  }

  #print({ kind, id }: FedUpdate, atMs: number, facts: readonly string[]): void {
    const time = new Date(atMs).toISOString().slice(11, 19);
    this.#host.stdout(toPrintable([time, kind, id, ...facts].filter((part) => part !== "").join("  ")));
  }
}
