import { UsageError } from "../base/errors.ts";
import { type Bot, type Consumer, defaultConsumerName } from "../registry/model.ts";
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

/**
 * The bot that `text` names by its id or @username; without a name, the only bot there is.
 *
 * @throws {UsageError} when it is not there, or cannot be told.
 */
export function findBot(registry: Registry, text: string | undefined): Bot {
  const bots = registry.bots();
  if (text === undefined) return findOnlyBot(bots);
  checkBotName(text);
  const wanted = text.toLowerCase();
  const bot = bots.find(({ id, username }) =>
    String(id) === wanted || (username !== "" && `@${username.toLowerCase()}` === wanted)
  );
  if (bot === undefined) throw new UsageError(`Cannot find bot ${text}: see botmux bot list`);
  return bot;
}

/** @throws {UsageError} when `text` can be no bot's id or @username. */
export function checkBotName(text: string): void {
  if (/^(?:\d{1,20}|@\w{1,64})$/.test(text)) return;
  // Not repeated: somebody may have put a token here.
  throw new UsageError(
    "Cannot find this bot: name it by its id (the number before the colon) or its @username",
  );
}

/**
 * The consumer of `bot` called `name`.
 *
 * @throws {UsageError} when it has none.
 */
export function findConsumer(registry: Registry, bot: Bot, name: string = defaultConsumerName): Consumer {
  const consumer = registry.consumerByName(bot.id, name);
  if (consumer !== undefined) return consumer;
  throw new UsageError(
    `Cannot find consumer ${JSON.stringify(name.slice(0, 64))} of bot ${bot.id}: see botmux consumer list`,
  );
}

function findOnlyBot(bots: readonly Bot[]): Bot {
  const [only, second] = bots;
  if (only === undefined) {
    throw new UsageError("Cannot find a bot: there is none yet; add one with botmux bot add TOKEN");
  }
  if (second === undefined) return only;
  const shown = bots.slice(0, 5).map(({ id }) => id).join(", ");
  throw new UsageError(
    `Cannot tell which bot is meant: add --bot ID (${shown}${bots.length > 5 ? ", …" : ""})`,
  );
}
