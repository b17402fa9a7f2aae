import { assertEquals, assertNotEquals } from "@std/assert";
import { type Bot as GrammyBot, InputFile } from "grammy";
import { describe, test } from "node:test";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";
import { createGrammyProgram } from "./polling_programs.ts";
import { Cast, textsOf } from "./programs.ts";

/** What a program was answered that greets, edits, sends an album, pins and deletes. */
type Outcome = Readonly<Record<string, unknown>>;

/** Behaves the same with every token, and tells what came of it. */
function greet(program: GrammyBot, tell: (outcome: Outcome) => void): void {
  program.hears("hello", async (context) => {
    const keyboard = { inline_keyboard: [[{ text: "again", callback_data: "again" }]] };
    await context.replyWithChatAction("typing");
    const sent = await context.reply("<b>hello</b> back", {
      parse_mode: "HTML",
      reply_markup: keyboard,
      reply_parameters: { message_id: context.message!.message_id },
    });
    const edited = await context.api.editMessageText(sent.chat.id, sent.message_id, "changed");
    const photo = await context.replyWithPhoto(new InputFile(new Uint8Array(5_000), "bed.png"), {
      caption: "a bed",
    });
    const album = await context.replyWithMediaGroup([
      { type: "photo", media: new InputFile(new Uint8Array(10), "one.png") },
      { type: "photo", media: new InputFile(new Uint8Array(10), "two.png") },
    ]);
    const poll = await context.replyWithPoll("Well?", ["yes", "no"]);
    const stopped = await context.api.stopPoll(poll.chat.id, poll.message_id);
    const link = await context.createChatInviteLink({ name: "guests" });
    const pinned = await context.pinChatMessage(sent.message_id);
    const deleted = await context.api.deleteMessage(sent.chat.id, sent.message_id);
    const me = await context.api.getMe();
    const chat = await context.getChat();
    tell({
      text: [sent.text, sent.entities, sent.from?.id, sent.chat.id, sent.reply_markup],
      edited: edited !== true && [edited.message_id === sent.message_id, "text" in edited && edited.text],
      photo: [photo.caption, photo.photo.length > 0],
      album: [
        album.length,
        new Set(album.map((item) => "media_group_id" in item && item.media_group_id)).size,
      ],
      poll: [poll.poll.question, stopped.is_closed, stopped.options.length],
      link: [link.name, link.is_revoked],
      done: [pinned, deleted],
      reads: [me.username, chat.title],
    });
  });
}

describe("an unmodified grammY program on a shadow token", () => {
  test("works as in production, and upstream gets nothing that it sends", async () => {
    await using sandbox = createSandbox();
    const asked: string[] = [];
    const upstream = await platform.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch(request) {
        asked.push(new URL(request.url).pathname.split("/").at(-1) ?? "");
        return sandbox.fetch(request);
      },
      onError: () => {},
    });
    await using _upstream = { [Symbol.asyncDispose]: () => upstream.close(0) };
    const bot = sandbox.addBot({ username: "tried_bot", name: "Tried" });
    const user = sandbox.addUser({ firstName: "Ada" }).id;
    const group =
      sandbox.addGroup({ title: "Garden", members: [user], bots: [bot.id], administrators: [bot.id] }).id;
    await using botmux = await ServedBotmux.open({ upstream: upstream.url, bots: [bot.token] });
    const { registry } = botmux.botmux;
    const dev = await registry.addConsumer(bot.id, { name: "dev", start: "all" });
    const { token } = await registry.createAccessToken(dev.id, { scope: { shadow: true } });
    botmux.start();
    await botmux.ready();
    await using cast = new Cast(() => botmux.botmux.close());
    const outcomes: Outcome[] = [];
    const run = (apiRoot: string, used: string) =>
      cast.start(
        createGrammyProgram(apiRoot, used, (program) => greet(program, (told) => outcomes.push(told))),
      );

    const shadow = run(`${botmux.url}/tgapi`, token);
    sandbox.speak({ from: user, chat: group, text: "hello" });
    await until(() => outcomes.length === 1 || shadow.errors.length > 0);
    assertEquals(shadow.errors, []);
    assertEquals(asked.filter((method) => !method.startsWith("get")), []);
    assertEquals(sandbox.history({ chat: group }).map(({ text }) => text), ["hello"]);

    const production = run(botmux.url, bot.token);
    await until(() => outcomes.length === 2 || production.errors.length > 0);
    assertEquals(production.errors, []);
    assertEquals(outcomes[0], outcomes[1]);
    assertNotEquals(sandbox.history({ chat: group }).length, 1);
    assertEquals([textsOf(shadow), textsOf(production)], [["hello"], ["hello"]]);
  });

  test("has a webhook of its own, whose backend's answers go nowhere", async () => {
    await using sandbox = createSandbox();
    const asked: string[] = [];
    const serve = (handle: (request: Request) => Response | Promise<Response>) =>
      platform.serve({ hostname: "127.0.0.1", port: 0, fetch: handle, onError: () => {} });
    const upstream = await serve((request) => {
      asked.push(new URL(request.url).pathname.split("/").at(-1) ?? "");
      return sandbox.fetch(request);
    });
    await using _upstream = { [Symbol.asyncDispose]: () => upstream.close(0) };
    const pushed: string[] = [];
    const backend = await serve(async (request) => {
      pushed.push((await request.json()).message.text);
      return Response.json({ method: "sendMessage", chat_id: group, text: "never sent" });
    });
    await using _backend = { [Symbol.asyncDispose]: () => backend.close(0) };
    const bot = sandbox.addBot({ username: "tried_bot", name: "Tried" });
    const user = sandbox.addUser({ firstName: "Ada" }).id;
    const group = sandbox.addGroup({ title: "Garden", members: [user], bots: [bot.id] }).id;
    await using botmux = await ServedBotmux.open({ upstream: upstream.url, bots: [bot.token] });
    const { registry } = botmux.botmux;
    const dev = await registry.addConsumer(bot.id, { name: "dev" });
    const { token } = await registry.createAccessToken(dev.id, { scope: { shadow: true } });
    botmux.start();
    await botmux.ready();
    const set = await fetch(`${botmux.url}/bot${token}/setWebhook?url=${encodeURIComponent(backend.url)}`);
    assertEquals((await set.json()).ok, true);
    for (const text of ["one", "two"]) sandbox.speak({ from: user, chat: group, text });
    await until(() => pushed.length === 2);
    assertEquals(pushed, ["one", "two"]);
    assertEquals(asked.filter((method) => !method.startsWith("get")), []);
    assertEquals(sandbox.history({ chat: group }).map(({ text }) => text), ["one", "two"]);
  });
});
