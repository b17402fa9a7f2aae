import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Consumer } from "../../registry/entities/consumer.ts";
import type { PostAnswer } from "./poster.ts";

/** A method call that a backend put into its answer. */
type WebhookReply = Pick<PostAnswer, "contentType" | "body">;

/**
 * Carries out a webhook reply as a call of the consumer's bot. Resolves with what went wrong, in words for the owner;
 * empty when it went well or nothing was asked for.
 */
export type ReplyRunner = (consumer: Consumer, reply: WebhookReply, signal: AbortSignal) => Promise<string>;

/** Replies under way hold their bodies in memory, all consumers together. */
const maxHeldBytes = 128 * 1024 * 1024;

/** Runs webhook replies beside the deliveries: a reply delays no update. */
export class ReplyDesk {
  readonly #run: ReplyRunner;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #heldBytes = 0;

  constructor(run: ReplyRunner, logger: Logger) {
    this.#run = run;
    this.#logger = logger;
  }

  /** Takes a reply; what becomes of it is seen in the log. */
  take(consumer: Consumer, reply: WebhookReply): void {
    const { length } = reply.body;
    if (length === 0) return;
    if (this.#heldBytes + length > maxHeldBytes) {
      return this.#tell(consumer, "Too many large replies at once; this one is left out");
    }
    this.#heldBytes += length;
    const running = this.#run(consumer, reply, this.#stopping.signal).then(
      (trouble) => {
        if (trouble !== "") this.#tell(consumer, trouble);
      },
      (error) => {
        if (this.#stopping.signal.aborted) this.#tell(consumer, "BotMux stopped before it was carried out");
        else this.#logger.error("cannot carry out a webhook reply", { ...nameOf(consumer), error });
      },
    ).finally(() => {
      this.#heldBytes -= length;
      this.#underWay.delete(running);
    });
    this.#underWay.add(running);
  }

  /** Gives those under way `graceMs`, then cuts them; resolves when nothing runs any more. */
  async close(clock: Clock, graceMs: number): Promise<void> {
    const cancel = clock.schedule(() => this.#stopping.abort(), graceMs);
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    cancel();
  }

  #tell(consumer: Consumer, trouble: string): void {
    this.#logger.warn("webhook reply failed", { ...nameOf(consumer), why: trouble });
  }
}

function nameOf({ botId, name }: Consumer) {
  return { bot: botId, consumer: name };
}
