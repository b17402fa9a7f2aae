import { decodeSmallContent } from "../base/content_encoding.ts";
import { asArray, asInteger } from "../base/json_value.ts";
import type { Logger } from "../base/logger.ts";
import { Serial } from "../base/serial.ts";
import type { AnsweredCall } from "../telegram/answered_call.ts";
import { type Parameters, readParameters } from "../telegram/parameters.ts";
import type { Place } from "./job.ts";

/** A call that upstream carried out, as far as it is looked at. */
type SeenCall = Omit<AnsweredCall, "answer" | "answerEncoding">;

/** Options for {@linkcode DeletionWatch}. */
interface DeletionWatchOptions {
  /** Whether messages of a bot are routed at all. */
  readonly concerns: (botId: number) => boolean;
  /** The id of a chat that a bot calls by `@name`; 0 when there is none. */
  readonly chatByName: (botId: number, name: string) => Promise<number>;
  /** Deals with messages that are gone. */
  readonly deleted: (places: readonly Place[]) => Promise<void>;
  readonly logger: Logger;
}

/** Calls that may wait to be looked at. */
const maxWaiting = 1_000;
/** Maximum messages of one call. */
const maxMessages = 100;
/** Maximum bytes of the body of a call that deletes, unpacked. */
const maxBytes = 65_536;

/**
 * Takes note of messages that programs delete through BotMux, so that their copies go too. Telling it costs a moment:
 * calls are looked at after their answers have left, one after the other.
 */
export class DeletionWatch {
  readonly #options: DeletionWatchOptions;
  readonly #looks = new Serial({ maxWaiting });

  constructor(options: DeletionWatchOptions) {
    this.#options = options;
  }

  /** Takes note of a call that upstream carried out. */
  answered(call: SeenCall): void {
    if (call.method !== "deletemessage" && call.method !== "deletemessages") return;
    const { concerns, logger } = this.#options;
    if (!concerns(call.botId)) return;
    if (this.#looks.size >= maxWaiting) {
      logger.warn("too many deletions to follow, some copies stay", { bot: call.botId });
      return;
    }
    this.#looks.run(() => this.#look(call)).catch((error) => {
      logger.error("cannot delete copies of a deleted message", { bot: call.botId, error });
    });
  }

  /** Resolves when everything that was noted is dealt with. */
  settled(): Promise<void> {
    return this.#looks.idle();
  }

  async #look({ botId, query, contentType, contentEncoding, sent }: SeenCall): Promise<void> {
    const bytes = sent && decodeSmallContent(sent, contentEncoding, maxBytes);
    const parameters = readParameters(query, bytes && { contentType, bytes });
    const messages = messagesOf(parameters);
    if (messages.length === 0) return;
    const chat = await this.#chatOf(botId, parameters.get("chat_id") ?? "");
    if (chat === 0) return;
    await this.#options.deleted(messages.map((message) => ({ bot: botId, chat, message })));
  }

  async #chatOf(botId: number, text: string): Promise<number> {
    return text.startsWith("@") ? await this.#options.chatByName(botId, text) : asInteger(Number(text));
  }
}

function messagesOf(parameters: Parameters): number[] {
  const listed = asArray(parameters.json("message_ids")).slice(0, maxMessages).map(asInteger);
  return [parameters.integer("message_id", 0), ...listed].filter((id) => id !== 0);
}
