import { describe, test } from "node:test";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Bot as GrammyBot, GrammyError, InputFile } from "grammy";
import { Telegraf } from "telegraf";
import { Bot as NodeBot } from "node-telegram-bot-api";
import { until } from "../support/until.ts";
import { type ServedSandbox, serveSandbox } from "./serving.ts";

const keyboard = { inline_keyboard: [[{ text: "again", callback_data: "again" }]] };
const bytes = new Uint8Array([1, 2, 3, 4]);

/** What a person does to a program that answers texts with "re …" and a button, and presses with "pressed". */
async function converse({ sandbox, bot, user, group }: ServedSandbox): Promise<void> {
  sandbox.speak({ from: user, bot: bot.id, text: "/start" });
  sandbox.speak({ from: user, chat: group, text: "hello" });
  const latest = () => sandbox.history({ chat: group }).at(-1);
  await until(() => latest()?.text === "re hello");
  const queryId = sandbox.pressButton({ from: user, chat: group, messageId: latest()?.message_id ?? 0 });
  await until(() => sandbox.answerOf(queryId) !== undefined && latest()?.text === "pressed again");
  assertEquals(sandbox.answerOf(queryId)?.text, "thanks");
  assertEquals(sandbox.history({ bot: bot.id, user }).map(({ text }) => text), ["/start", "welcome"]);
}

describe("unmodified libraries on the sandbox", () => {
  test("grammY converses, uploads, downloads and reads refusals", async () => {
    await using served = await serveSandbox();
    const program = new GrammyBot(served.bot.token, { client: { apiRoot: served.url } });
    program.command("start", (context) => context.reply("welcome"));
    program.on(
      "message:text",
      (context) => context.reply(`re ${context.message.text}`, { reply_markup: keyboard }),
    );
    program.on("callback_query:data", async (context) => {
      await context.editMessageText(`pressed ${context.callbackQuery.data}`);
      await context.answerCallbackQuery({ text: "thanks" });
    });
    const running = program.start({ drop_pending_updates: false });
    await converse(served);
    const sent = await program.api.sendDocument(served.group, new InputFile(bytes, "four.bin"), {
      caption: "*4*",
      parse_mode: "Markdown",
    });
    const { file_path } = await program.api.getFile(sent.document.file_id);
    const download = await fetch(`${served.url}/file/bot${served.bot.token}/${file_path}`);
    assertEquals(new Uint8Array(await download.arrayBuffer()), bytes);
    const album = await program.api.sendMediaGroup(served.group, [
      { type: "photo", media: new InputFile(bytes, "a.jpg") },
      { type: "photo", media: new InputFile(bytes, "b.jpg"), caption: "b" },
    ]);
    assertEquals(album.length, 2);
    const refused = await program.api.sendMessage(1, "x").catch((error: unknown) => error);
    assertEquals(refused instanceof GrammyError && refused.description, "Bad Request: chat not found");
    // Deno's node:http sends the poll that grammY gave up once more, which ends grammY's last call with a 409.
    await program.stop().catch((error: unknown) => assertStringIncludes(String(error), "409"));
    await running;
  });

  test("telegraf converses, sends a file on and downloads it", async () => {
    await using served = await serveSandbox();
    const program = new Telegraf(served.bot.token, { telegram: { apiRoot: served.url } });
    program.start((context) => context.reply("welcome"));
    program.on("text", (context) => context.reply(`re ${context.message.text}`, { reply_markup: keyboard }));
    program.on("callback_query", async (context) => {
      await context.editMessageText("pressed again");
      await context.answerCbQuery("thanks");
    });
    const received = new Promise<string>((resolve) => {
      program.on("document", (context) => resolve(context.message.document.file_id));
    });
    const running = program.launch();
    await converse(served);
    served.sandbox.speak({ from: served.user, chat: served.group, file: { type: "document", bytes } });
    // Uploads of telegraf never end on Bun and Deno, whatever the server.
    const sent = await program.telegram.sendDocument(served.group, await received);
    const link = await program.telegram.getFileLink(sent.document.file_id);
    assertEquals(new Uint8Array(await (await fetch(link)).arrayBuffer()), bytes);
    program.stop();
    // On Bun telegraf trips over the error of its own abort, whose message it wants to change.
    await running.catch((error: unknown) => assertStringIncludes(String(error), "readonly property"));
  });

  test("node-telegram-bot-api converses", async () => {
    await using served = await serveSandbox();
    const program = new NodeBot(served.bot.token, { apiRoot: served.url });
    program.command("start", (context) => context.reply("welcome"));
    program.on("callback_query", async (context) => {
      const message = context.callbackQuery?.message;
      await context.api.editMessageText({
        chat_id: served.group,
        message_id: message?.message_id ?? 0,
        text: "pressed again",
      });
      await context.answerCallbackQuery({ text: "thanks" });
    });
    program.on(
      "message",
      (context) => context.reply(`re ${context.message?.text}`, { reply_markup: keyboard }),
    );
    const running = program.startPolling();
    await converse(served);
    await program.stop();
    await running;
  });
});
