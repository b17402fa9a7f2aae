import { assert, assertEquals } from "@std/assert";
import { InputFile } from "grammy";
import { InputFile as NodeFile } from "node-telegram-bot-api";
import { describe, test } from "node:test";
import { serveSandbox } from "../sandbox/serving.ts";
import { ServedBotmux, type Witness } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";
import { createGrammyProgram, createNodeProgram, createTelegrafProgram } from "./polling_programs.ts";
import { type BotProgram, Cast, refusalsOf, textsOf } from "./programs.ts";
import { Talk } from "./talk.ts";

/** A program with what it was answered. */
interface Watched {
  readonly name: string;
  readonly witness: Witness;
  readonly program: BotProgram;
}

function assertAscending({ name, program: { seen } }: Watched): void {
  const ids = seen.map(({ update_id }) => update_id);
  assertEquals(ids, [...new Set(ids)].sort((left, right) => left - right), `${name}: order of update ids`);
}

function assertUntroubled({ name, witness, program }: Watched): void {
  assertEquals(program.errors, [], `${name}: errors`);
  assertEquals(refusalsOf(witness), [], `${name}: answers`);
}

describe("unmodified programs on one bot", () => {
  test("four on the real token and two named consumers each get every update once and in order, without a 409", async () => {
    await using served = await serveSandbox();
    const { bot } = served;
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    const { registry } = botmux.botmux;
    const analytics = await registry.addConsumer(bot.id, { name: "analytics", start: "all" });
    await registry.addConsumer(bot.id, { name: "replica", start: "all" });
    const { token: accessToken } = await registry.createAccessToken(analytics.id);
    const talk = new Talk(served);
    // Some of it before BotMux, some before any program, and some between the programs' starts.
    talk.burst(10);
    botmux.start();
    await botmux.ready();
    talk.burst(10);
    const kinds: [string, (root: string) => BotProgram][] = [
      ["grammY", (root) => createGrammyProgram(`${root}/tgapi`, bot.token)],
      ["telegraf", (root) => createTelegrafProgram(root, bot.token)],
      ["analytics", (root) => createGrammyProgram(`${root}/tgapi`, accessToken)],
      ["replica", (root) => createNodeProgram(`${root}/tgapi/c/replica`, bot.token)],
      ["node-telegram-bot-api", (root) => createNodeProgram(root, bot.token)],
      ["grammY too", (root) => createGrammyProgram(root, bot.token)],
    ];
    await using cast = new Cast(() => botmux.botmux.close());
    const programs: Watched[] = [];
    const owed: number[] = [];
    for (const [name, create] of kinds) {
      const witness = await botmux.witness();
      const program = cast.start(create(witness.url));
      programs.push({ name, witness, program });
      talk.burst(7);
      await until(() => witness.asked.includes("getUpdates"));
      // What is said from here on is owed to it, whatever the others confirm.
      owed.push(talk.said.length);
      talk.burst(7);
    }
    for (let round = 0; round < 4; round++) {
      talk.burst(25);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    const last = talk.said.at(-1)!;
    await until(() => programs.every(({ program }) => textsOf(program).includes(last)));
    for (const [index, watched] of programs.entries()) {
      const { name, program } = watched;
      assertAscending(watched);
      const texts = textsOf(program);
      assertEquals(texts, talk.said.slice(talk.said.length - texts.length), `${name}: texts`);
      const isNamed = name === "analytics" || name === "replica";
      const minTexts = isNamed ? talk.said.length : talk.said.length - owed[index]!;
      assert(texts.length >= minTexts, `${name} got ${texts.length} texts, at least ${minTexts} were owed`);
      assertUntroubled(watched);
    }
  });

  test("what they answer arrives: replies, edits, uploads, callbacks, downloads", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, user, group } = served;
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    botmux.start();
    await using cast = new Cast(() => botmux.botmux.close());
    const watch = async (name: string, create: (root: string) => BotProgram): Promise<Watched> => {
      const witness = await botmux.witness();
      const program = cast.start(create(witness.url));

      await until(() => witness.asked.includes("getUpdates"));
      return { name, witness, program };
    };
    const picture = new Uint8Array(100_000).map((_, index) => index * 7);
    let downloaded: Uint8Array | undefined;
    const keyboard = { inline_keyboard: [[{ text: "again", callback_data: "again" }]] };
    const programs = [
      await watch("grammY", (root) =>
        createGrammyProgram(`${root}/tgapi`, bot.token, (program) => {
          program.hears("hello", (context) => context.reply("hello back", { reply_markup: keyboard }));
          program.on("callback_query:data", async (context) => {
            await context.editMessageText(`pressed ${context.callbackQuery.data}`);
            await context.answerCallbackQuery({ text: "thanks" });
          });
        })),
      await watch("grammY too", (root) =>
        createGrammyProgram(root, bot.token, (program) => {
          program.hears("picture", (context) => context.replyWithPhoto(new InputFile(picture, "bed.png")));
        })),
      await watch("telegraf", (root) =>
        createTelegrafProgram(root, bot.token, (program) => {
          program.on("document", async (context) => {
            const link = await context.telegram.getFileLink(context.message.document.file_id);
            const response = await fetch(link);
            downloaded = new Uint8Array(await response.arrayBuffer());
          });
        })),
      await watch(
        "node-telegram-bot-api",
        (root) =>
          createNodeProgram(`${root}/tgapi`, bot.token, (program) => {
            program.hears("file", async (context) => {
              await program.api.sendDocument({
                chat_id: group,
                document: new NodeFile(picture, { filename: "four.bin" }),
                caption: "by hand",
              });
              await context.reply("sent");
            });
          }),
      ),
    ];
    const texts = () => sandbox.history({ chat: group }).map(({ text, caption }) => text ?? caption ?? "");
    const find = (wanted: string) => sandbox.history({ chat: group }).find(({ text }) => text === wanted);
    sandbox.speak({ from: user, chat: group, text: "hello" });
    await until(() => find("hello back") !== undefined);
    const messageId = find("hello back")!.message_id;
    const queryId = sandbox.pressButton({ from: user, chat: group, messageId });
    await until(() => sandbox.answerOf(queryId) !== undefined && find("pressed again") !== undefined);
    assertEquals(sandbox.answerOf(queryId)?.text, "thanks");
    sandbox.speak({ from: user, chat: group, text: "picture" });
    await until(() => sandbox.history({ chat: group }).some(({ photo }) => photo !== undefined));
    sandbox.speak({ from: user, chat: group, text: "file" });
    await until(() => texts().includes("sent"));
    assert(texts().includes("by hand"));
    sandbox.speak({ from: user, chat: group, file: { type: "document", bytes: picture } });
    await until(() => downloaded !== undefined);
    assertEquals(downloaded, picture);
    assertEquals(texts().filter((text) => text === "sent"), ["sent"]);
    for (const watched of programs) assertUntroubled(watched);
  });

  test("one that stops and starts again misses nothing that it had not confirmed", async () => {
    await using served = await serveSandbox();
    const { bot } = served;
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    await botmux.botmux.registry.addConsumer(bot.id, { name: "replica", start: "all" });
    botmux.start();
    await using cast = new Cast(() => botmux.botmux.close());
    const talk = new Talk(served);
    const run = () => cast.start(createGrammyProgram(`${botmux.url}/tgapi/c/replica`, bot.token));
    const door = await botmux.witness();
    const steady = cast.start(createGrammyProgram(door.url, bot.token));
    await until(() => door.asked.includes("getUpdates"));
    const seen: string[] = [];
    for (let round = 0; round < 3; round++) {
      const program = run();
      talk.burst(20);
      await until(() => textsOf(program).includes(talk.said.at(-1)!));
      talk.burst(5);
      await program.stop();
      talk.burst(5);
      seen.push(...textsOf(program));
    }
    const final = run();
    await until(() => textsOf(final).includes(talk.said.at(-1)!));
    seen.push(...textsOf(final));
    // What it saw last before a stop may come again, if its own last call did not get through.
    assertEquals([...new Set(seen)], talk.said);
    await until(() => textsOf(steady).includes(talk.said.at(-1)!));
    assertEquals(textsOf(steady), talk.said);
    assertEquals(steady.errors, []);
  });

  test("they continue by themselves when BotMux restarts, and miss nothing", async () => {
    await using served = await serveSandbox();
    const { bot } = served;
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    botmux.start();
    await using cast = new Cast(() => botmux.botmux.close());
    const talk = new Talk(served);
    const doors = [await botmux.witness(), await botmux.witness()] as const;
    const programs = [
      cast.start(createGrammyProgram(doors[0].url, bot.token)),
      cast.start(createNodeProgram(`${doors[1].url}/tgapi`, bot.token)),
    ];
    await until(() => doors.every(({ asked }) => asked.includes("getUpdates")));
    talk.burst(20);
    await until(() => programs.every((program) => textsOf(program).includes(talk.said.at(-1)!)));
    await botmux.restart();
    talk.burst(20);
    const last = talk.said.at(-1)!;
    await until(() => programs.every((program) => textsOf(program).includes(last)));
    for (const program of programs) assertEquals(textsOf(program), talk.said);
  });
});
