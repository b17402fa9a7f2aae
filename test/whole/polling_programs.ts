import { Bot as GrammyBot } from "grammy";
import { Bot as NodeBot } from "node-telegram-bot-api";
import { Telegraf } from "telegraf";
import { type BotProgram, createProgram, watchUpdates } from "./programs.ts";

/** A grammY program that polls `apiRoot`. */
export function createGrammyProgram(
  apiRoot: string,
  token: string,
  behave: (bot: GrammyBot) => void = () => {},
): BotProgram {
  const bot = new GrammyBot(token, { client: { apiRoot } });
  return createProgram({
    onUpdate: (see) => watchUpdates(bot, see),
    behave: () => behave(bot),
    onError: (fail) => bot.catch(({ error }) => fail(error)),
    run: () => bot.start(),
    stop: () => bot.stop(),
  });
}

/** A telegraf program that polls `apiRoot`. */
export function createTelegrafProgram(
  apiRoot: string,
  token: string,
  behave: (bot: Telegraf) => void = () => {},
): BotProgram {
  const bot = new Telegraf(token, { telegram: { apiRoot } });
  return createProgram({
    onUpdate: (see) => watchUpdates(bot, see),
    behave: () => behave(bot),
    onError: (fail) => void bot.catch(fail),
    run: () => bot.launch(),
    stop: () => bot.stop(),
  });
}

/** A node-telegram-bot-api program that polls `apiRoot`. */
export function createNodeProgram(
  apiRoot: string,
  token: string,
  behave: (bot: NodeBot) => void = () => {},
): BotProgram {
  const bot = new NodeBot(token, { apiRoot });
  let failPoll: (error: unknown) => void = () => {};
  return createProgram({
    onUpdate: (see) => watchUpdates(bot, see),
    behave: () => behave(bot),
    onError(fail) {
      bot.catch(fail);
      failPoll = fail;
    },
    run: () => bot.startPolling(undefined, { onError: (error) => failPoll(error) }),
    stop: () => bot.stop(),
  });
}
