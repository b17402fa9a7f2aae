import type { RequestListener } from "node:http";
import { Bot as GrammyBot, InputFile, webhookCallback } from "grammy";
import { Telegraf } from "telegraf";
import { listenOnLoopback, type LoopbackServer } from "../support/loopback.ts";
import { type BotProgram, createProgram, watchUpdates } from "./programs.ts";

/** What clerks send when they are asked for a file. */
export const clerkFile = new Uint8Array(100_000).map((_, index) => index * 7);

const secretToken = "clerk-secret";
const keyboard = { inline_keyboard: [[{ text: "again", callback_data: "again" }]] };

/** A grammY clerk behind a plain HTTP server; with `repliesInPlace` it answers in the webhook's own response. */
export function createGrammyClerk(apiRoot: string, token: string, repliesInPlace: boolean): BotProgram {
  const bot = new GrammyBot(token, { client: { apiRoot, canUseWebhookReply: () => repliesInPlace } });
  const backend = new Backend();
  return createProgram({
    onUpdate: (see) => watchUpdates(bot, see),
    behave() {
      bot.hears(/^line /, (context) => context.reply(`re ${context.msg.text}`));
      bot.hears("hello", (context) => context.reply("hello back", { reply_markup: keyboard }));
      bot.hears("file", (context) => {
        return context.replyWithDocument(new InputFile(clerkFile, "clerk.bin"), { caption: "as asked" });
      });
      bot.on("callback_query:data", async (context) => {
        await context.editMessageText(`pressed ${context.callbackQuery.data}`);
        await context.answerCallbackQuery({ text: "thanks" });
      });
    },
    onError: (fail) => backend.onError = fail,
    run() {
      const listener = webhookCallback(bot, "http", { secretToken });
      return backend.run(listener, (url) => bot.api.setWebhook(url, { secret_token: secretToken }));
    },
    stop: () => backend.close(),
  });
}

/**
 * A telegraf clerk behind a plain HTTP server, which answers presses of buttons in the webhook's own response. It sends
 * no files: uploads of telegraf never end on Bun and Deno, whatever the server.
 */
export function createTelegrafClerk(apiRoot: string, token: string): BotProgram {
  const bot = new Telegraf(token, { telegram: { apiRoot, webhookReply: true } });
  const backend = new Backend();
  return createProgram({
    onUpdate: (see) => watchUpdates(bot, see),
    behave() {
      bot.hears(/^line /, (context) => context.reply(`re ${context.message.text}`));
      bot.hears("hello", (context) => context.reply("hello back", { reply_markup: keyboard }));
      bot.action("again", async (context) => {
        await context.editMessageText("pressed again");
        await context.answerCbQuery("thanks");
      });
    },
    onError(fail) {
      bot.catch(fail);
      backend.onError = fail;
    },
    run() {
      const listener = bot.webhookCallback("/", { secretToken });
      return backend.run(
        listener,
        (url) => bot.telegram.setWebhook(`${url}/`, { secret_token: secretToken }),
      );
    },
    stop: () => backend.close(),
  });
}

/** A plain HTTP server with a library's listener. */
class Backend {
  onError: (error: unknown) => void = () => {};
  #server: LoopbackServer | undefined;

  /** Serves until closed; `setWebhook` is given the URL. */
  async run(
    listener: (...args: Parameters<RequestListener>) => Promise<void>,
    setWebhook: (url: string) => Promise<unknown>,
  ): Promise<void> {
    const server = await listenOnLoopback((request, response) => {
      listener(request, response).catch((error) => {
        this.onError(error);
        response.writeHead(500).end();
      });
    });
    this.#server = server;
    const closed = new Promise<void>((resolve) => server.server.once("close", resolve));
    await setWebhook(server.url);
    await closed;
  }

  async close(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }
}
