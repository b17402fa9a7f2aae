import type { Clock } from "../base/clock.ts";
import type { User } from "../sandbox/bot_api_objects.ts";
import { isCountedMethod } from "../telegram/counted_methods.ts";
import { findMethodTarget } from "../telegram/method_targets.ts";
import type { ShadowAnswers, ShadowedCall } from "../tgapi/calls/shadow_answers.ts";
import { changedMessages } from "./changed_messages.ts";
import { MadeMessages } from "./made_messages.ts";
import { otherResults } from "./other_results.ts";
import { makeUnknownMessage, sentMessages } from "./sent_messages.ts";
import type { ShadowContext } from "./shadow_context.ts";

/** Options for {@linkcode Shadow}. */
interface ShadowOptions {
  /** The bot as getMe tells of it. */
  readonly bot: (botId: number) => User;
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** Where ids of made-up messages begin: far above those of real chats, within 31 bits. */
const firstMessageId = 1_000_000_000;
/** Second in which the ids begin: the later BotMux starts, the higher they are, so that none comes twice. */
const firstSec = 1_767_225_600;

const results: ReadonlyMap<string, (context: ShadowContext) => unknown> = new Map(
  Object.entries({ ...sentMessages, ...changedMessages, ...otherResults }),
);

/**
 * Answers calls of shadow tokens as if they had been carried out. What a call needs is checked as far as the call itself
 * tells; whether a chat, a message or a right is there, is not. The newest messages are remembered, so that edits,
 * forwards and replies show what was sent.
 */
export class Shadow implements ShadowAnswers {
  readonly #options: ShadowOptions;
  readonly #messages = new MadeMessages();
  #lastMessageId = 0;

  constructor(options: ShadowOptions) {
    this.#options = options;
  }

  /**
   * The `result` of a call.
   *
   * @throws {TelegramError} 400 as Telegram would, when the call lacks what it needs.
   */
  answer(call: ShadowedCall): unknown {
    const context = this.#toContext(call);
    const toResult = results.get(call.method);
    if (toResult !== undefined) return toResult(context);
    const isUnknown = findMethodTarget(call.method) === undefined;
    return isUnknown && isCountedMethod(call.method) ? makeUnknownMessage(context) : true;
  }

  #toContext(call: ShadowedCall): ShadowContext {
    const { bot, clock, random } = this.#options;
    return {
      ...call,
      bot: bot(call.botId),
      nowSec: Math.floor(clock.now() / 1000),
      messages: this.#messages,
      random,
      createMessageId: () => this.#createMessageId(),
      createId: () => createId(random),
    };
  }

  #createMessageId(): number {
    const seconds = Math.max(0, Math.floor(this.#options.clock.now() / 1000) - firstSec);
    this.#lastMessageId = Math.max(this.#lastMessageId + 1, firstMessageId + seconds);
    return this.#lastMessageId;
  }
}

function createId(random: () => number): string {
  const part = () => Math.floor(random() * 1e9).toString(36).padStart(6, "0");
  return part() + part() + part();
}
