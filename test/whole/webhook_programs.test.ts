import { describe, test } from "node:test";
import { assertEquals, assertNotEquals } from "@std/assert";
import { until } from "../support/until.ts";
import { ask, webhookInfo } from "./asking.ts";
import { type BotApiServer, openBotmux, openSandbox } from "./bot_api_servers.ts";
import { createGrammyProgram } from "./polling_programs.ts";
import { type BotProgram, Cast, textsOf } from "./programs.ts";
import { createPythonClerk, whyNoPython } from "./python_clerks.ts";
import { Talk } from "./talk.ts";
import { clerkFile, createGrammyClerk, createTelegrafClerk } from "./webhook_clerks.ts";
import { titleWithReason } from "../support/skip_reason.ts";

/** A program on a webhook that answers lines, greetings, presses of its button and, if it can, the wish for a file. */
interface Clerk {
  readonly name: string;
  readonly skip: string | false;
  readonly sendsFiles: boolean;
  /** Methods it never calls, because it gives them as webhook replies. */
  readonly replied: readonly string[];
  create(apiRoot: string, token: string): BotProgram;
}

const clerks: readonly Clerk[] = [
  {
    name: "grammY",
    skip: false,
    sendsFiles: true,
    replied: [],
    create: (root, token) => createGrammyClerk(root, token, false),
  },
  {
    name: "grammY with webhook replies",
    skip: false,
    sendsFiles: true,
    replied: ["sendMessage", "editMessageText"],
    create: (root, token) => createGrammyClerk(root, token, true),
  },
  {
    name: "telegraf with webhook replies",
    skip: false,
    sendsFiles: false,
    replied: ["answerCallbackQuery"],
    create: createTelegrafClerk,
  },
  {
    name: "python-telegram-bot",
    skip: whyNoPython(["telegram", "tornado"]),
    sendsFiles: true,
    replied: [],
    create: (root, token) => createPythonClerk("ptb_clerk.py", root, token),
  },
];

/** Takes seconds to start, and differs from the others only in the form of its webhook replies: always multipart. */
const aiogramClerk: Clerk = {
  name: "aiogram with webhook replies",
  skip: whyNoPython(["aiogram"]),
  sendsFiles: true,
  replied: ["sendMessage", "editMessageText", "sendDocument"],
  create: (root, token) => createPythonClerk("aiogram_clerk.py", root, token),
};

const servers: readonly [name: string, open: () => Promise<BotApiServer>][] = [
  ["the sandbox", openSandbox],
  ["BotMux", openBotmux],
];

/** Interpreters need a while to start when the machine is busy. */
const startLimitMs = 120_000;

/** A clerk at work. */
interface Employed {
  readonly program: BotProgram;
  /** Base URL with token of the address it was given. */
  readonly base: string;
  readonly asked: readonly string[];
}

/** Starts a clerk and waits until its webhook stands. */
async function employ(server: BotApiServer, cast: Cast, clerk: Clerk): Promise<Employed> {
  const { url, asked } = await server.address();
  const { token } = server.served.bot;
  const program = cast.start(clerk.create(url, token));
  const base = `${(await server.address()).url}/bot${token}`;
  await until(async () => program.errors.length > 0 || (await webhookInfo(base)).url !== "", startLimitMs);
  assertEquals(program.errors, []);
  return { program, base, asked };
}

/** The texts it saw, by chat. */
function textsByChat({ seen }: BotProgram): Map<number, string[]> {
  const texts = new Map<number, string[]>();
  for (const { message } of seen) {
    if (message === undefined || !("text" in message)) continue;
    // A message of the Bot API; the libraries' types of it differ.
    const { chat, text } = message as { readonly chat: { readonly id: number }; readonly text: string };
    texts.set(chat.id, [...texts.get(chat.id) ?? [], text]);
  }
  return texts;
}

function byChat<T>(texts: Iterable<readonly [chat: number, T]>): (readonly [number, T])[] {
  return [...texts].sort(([left], [right]) => left - right);
}

/** Webhook replies are carried out beside the deliveries, as with Telegram: no order is promised to their results. */
function sortedByChat(texts: Iterable<readonly [chat: number, readonly string[]]>) {
  return byChat(texts).map(([chat, inChat]) => [chat, [...inChat].sort()]);
}

/** A person greets, presses the button and asks for a file. */
async function converse(server: BotApiServer, cast: Cast, clerk: Clerk): Promise<void> {
  const { sandbox, user, group } = server.served;
  const { program, base, asked } = await employ(server, cast, clerk);
  const find = (wanted: string) =>
    sandbox.history({ chat: group }).find(({ text, caption }) => wanted === (text ?? caption));
  sandbox.speak({ from: user, chat: group, text: "hello" });
  await until(() => find("hello back") !== undefined);
  const messageId = find("hello back")!.message_id;
  const queryId = sandbox.pressButton({ from: user, chat: group, messageId });
  await until(
    () => find("pressed again") !== undefined && sandbox.answerOf(queryId) !== undefined,
  );
  assertEquals(sandbox.answerOf(queryId)?.text, "thanks");
  if (clerk.sendsFiles) {
    sandbox.speak({ from: user, chat: group, text: "file" });
    await until(() => find("as asked") !== undefined);
    assertEquals(await download(base, group, find("as asked")!.message_id), clerkFile);
  }
  assertEquals(clerk.replied.filter((method) => asked.includes(method)), []);
  assertEquals(program.errors, []);
}

/** People talk before there is a webhook and after. */
async function answerAll(server: BotApiServer, cast: Cast, clerk: Clerk): Promise<void> {
  const talk = new Talk(server.served);
  talk.burst(20);
  const { program, base } = await employ(server, cast, clerk);
  for (let round = 0; round < 4; round++) {
    talk.burst(15);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const answers = () => [...talk.saidIn.keys()].map((chat) => [chat, answersIn(server, chat)] as const);
  await until(() => answers().flatMap(([, texts]) => texts).length >= talk.said.length);
  await until(async () => (await webhookInfo(base)).pending_update_count === 0);
  assertEquals(byChat(textsByChat(program)), byChat(talk.saidIn));
  const expected = [...talk.saidIn].map(([chat, texts]) =>
    [chat, texts.map((text) => `re ${text}`)] as const
  );
  assertEquals(sortedByChat(answers()), sortedByChat(expected));
  assertEquals(program.errors, []);
}

/** The program ends without a word, people go on, and another program takes over. */
async function handOver(server: BotApiServer, cast: Cast, clerk: Clerk): Promise<void> {
  const talk = new Talk(server.served);
  const { program, base } = await employ(server, cast, clerk);
  talk.burst(10);
  await until(
    async () => textsOf(program).length === 10 && (await webhookInfo(base)).pending_update_count === 0,
  );
  const working = await webhookInfo(base);
  assertEquals([working.has_custom_certificate, working.last_error_message], [false, undefined]);
  await program.stop();
  const handled = talk.said.length;
  talk.burst(10);
  await until(async () => (await webhookInfo(base)).last_error_message !== undefined);
  const failing = await webhookInfo(base);
  assertEquals([failing.url, failing.pending_update_count], [working.url, 10]);
  assertNotEquals(failing.last_error_message, "");
  const poller = cast.start(createGrammyProgram((await server.address()).url, server.served.bot.token));
  await until(() => poller.seen.length > 0);
  talk.burst(10);
  await until(() => textsOf(poller).includes(talk.said.at(-1)!));
  assertEquals(textsOf(poller), talk.said.slice(handled));
  assertEquals((await webhookInfo(base)).url, "");
  assertEquals([...program.errors, ...poller.errors], []);
}

for (const [serverName, open] of servers) {
  describe(`unmodified programs with a webhook on ${serverName}`, () => {
    const trial = (clerk: Clerk, what: string, run: typeof converse) =>
      test(titleWithReason(`${clerk.name}: ${what}`, clerk.skip), { skip: clerk.skip }, async () => {
        await using server = await open();
        await using cast = new Cast(() => server.close());
        await run(server, cast, clerk);
      });

    for (const clerk of [...clerks, aiogramClerk]) {
      trial(clerk, "keyboards, presses of buttons and files go through", converse);
    }
    for (const clerk of clerks) {
      trial(clerk, "every update once, in the order of its chat, and every answer arrives", answerAll);
      trial(
        clerk,
        "getWebhookInfo tells how it is, and a program that polls takes over without loss",
        handOver,
      );
    }
  });
}

/** The clerk's answers to lines in a chat, oldest first. */
function answersIn({ served: { sandbox, bot } }: BotApiServer, chat: number): string[] {
  const place = chat < 0 ? { chat } : { bot: bot.id, user: chat };
  return sandbox.history(place).flatMap(({ text = "" }) => text.startsWith("re ") ? [text] : []);
}

/** The bytes of the document in a message. */
async function download(base: string, chat: number, messageId: number): Promise<Uint8Array> {
  // Only what a method gives carries file ids that its caller can use.
  const copy = await askFor<{ readonly document: { readonly file_id: string } }>(
    `${base}/forwardMessage?chat_id=${chat}&from_chat_id=${chat}&message_id=${messageId}`,
  );
  const fileId = encodeURIComponent(copy.document.file_id);
  const { file_path: path } = await askFor<{ readonly file_path: string }>(
    `${base}/getFile?file_id=${fileId}`,
  );
  const response = await fetch(`${base.replace("/bot", "/file/bot")}/${path}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function askFor<T>(url: string): Promise<T> {
  const { body } = await ask(url);
  assertEquals(body.description, undefined);
  // The Bot API's own types.
  return body.result as T;
}
