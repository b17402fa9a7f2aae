import { usageError } from "../base/errors.ts";
import type { Bot } from "../registry/entities/bot.ts";
import { type Consumer, defaultConsumerName } from "../registry/entities/consumer.ts";
import type { Registry } from "../registry/registry.ts";
import type { Flag } from "./arguments.ts";

/** The flag that names a bot. */
export const botFlag: Flag = {
  name: "bot",
  placeholder: "ID|@USERNAME",
  description: "The bot; optional if there is only one",
};

/** The flag that narrows a list to one bot. */
export const onlyBotFlag: Flag = { ...botFlag, description: "Only those of this bot" };

/**
 * The bots a list is about: the one that {@linkcode onlyBotFlag} names, else all.
 *
 * @throws {UsageError} when it is not there.
 */
export function findListedBots(registry: Registry, text: string | undefined): readonly Bot[] {
  return text === undefined ? registry.bots() : [findBot(registry, text)];
}

/** The bot of a registry that {@linkcode pickBot} finds. */
export function findBot(registry: Registry, text: string | undefined): Bot {
  return pickBot(registry.bots(), text);
}

/**
 * The bot that `text` names by its id or @username; without a name, the only bot there is.
 *
 * @throws {UsageError} when it is not there, or cannot be told.
 */
export function pickBot<T extends Pick<Bot, "id" | "username">>(
  bots: readonly T[],
  text: string | undefined,
): T {
  if (text === undefined) return pickOnly(bots);
  checkBotName(text);
  const wanted = text.toLowerCase();
  const bot = bots.find(({ id, username }) =>
    String(id) === wanted || (username !== "" && `@${username.toLowerCase()}` === wanted)
  );
  if (bot === undefined) throw usageError("bot_not_known", { bot: text });
  return bot;
}

/** @throws {UsageError} when `text` can be no bot's id or @username. */
export function checkBotName(text: string): void {
  if (/^(?:\d{1,20}|@\w{1,64})$/.test(text)) return;
  // Not repeated: somebody may have put a token here.
  throw usageError("bot_name_malformed");
}

/**
 * The consumer of `bot` called `name`.
 *
 * @throws {UsageError} when it has none.
 */
export function findConsumer(registry: Registry, bot: Bot, name: string = defaultConsumerName): Consumer {
  const consumer = registry.consumerByName(bot.id, name);
  if (consumer !== undefined) return consumer;
  throw usageError("consumer_not_known", {
    consumer: JSON.stringify(name.slice(0, 64)).slice(1, -1),
    bot: bot.id,
  });
}

function pickOnly<T extends Pick<Bot, "id">>(bots: readonly T[]): T {
  const [only, second] = bots;
  if (only === undefined) {
    throw usageError("bots_none");
  }
  if (second === undefined) return only;
  const shown = bots.slice(0, 5).map(({ id }) => id).join(", ");
  throw usageError("bot_ambiguous", { bots: `${shown}${bots.length > 5 ? ", …" : ""}` });
}
