import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { AddressList } from "../../src/base/address_list.ts";
import { createFindPlace } from "../../src/http/request_place.ts";
import { Console } from "../../src/console/serve/console.tsx";
import { sandboxPage } from "../../src/console/sandbox/page.tsx";
import { sandboxEndpoints } from "../../src/http/api/sandbox.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { systemClock } from "../../src/base/clock.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { openApi } from "../support/api_setup.ts";

const hostile = `"><script>alert(1)</script>\u202E${"w".repeat(4_000)}`;

/** A sandbox with a bot, a person and a group, and the console's page of it as somebody with a role sees it. */
function openPage(role: "viewer" | "manager" = "manager") {
  const sandbox = createSandbox();
  const bot = sandbox.addBot({ username: "garden_bot", name: "Garden" });
  const mira = sandbox.addUser({ firstName: "Mira" }).id;
  const jonas = sandbox.addUser({ firstName: "Jonas" }).id;
  const group = sandbox.addGroup({ title: "Allotment", members: [mira, jonas], bots: [bot.id] }).id;
  const page = sandboxPage(sandbox);
  const console = new Console({
    findPlace: createFindPlace(new AddressList()),
    pages: [page],
    endpoints: sandboxEndpoints(sandbox),
    authenticator: {
      apiKey: () => Promise.resolve(undefined),
      session: () => Promise.resolve({ kind: "operator", id: 1, name: "ada", role, sessionId: 1 }),
    },
    audit: { add: () => Promise.resolve(1) } as never,
    access: { follow: () => Promise.reject(new Error("No stream")), recheck: () => Promise.resolve() },
    hasBot: () => true,
    logger: silentLogger,
    clock: systemClock,
  });
  const ask = async (path: string, fields?: Record<string, string>) => {
    const request = new Request(`http://botmux.test${path}`, {
      method: fields === undefined ? "GET" : "POST",
      headers: { cookie: "botmux=x", "sec-fetch-site": "same-origin" },
      body: fields === undefined ? null : new URLSearchParams(fields),
    });
    const form = page.forms?.find((form) => form.path === new URL(request.url).pathname);
    const asked = { request, path: {}, peer: "127.0.0.1" };
    const response = fields === undefined
      ? await console.show(page, asked)
      : await console.submit(page, form!, asked);
    return {
      status: response.status,
      to: response.headers.get("location") ?? "",
      html: await response.text(),
    };
  };
  const call = (method: string, body: object) =>
    sandbox.fetch(
      new Request(`http://sandbox.test/bot${bot.token}/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    ).then((response) => response.json());
  return { sandbox, bot: bot.id, mira, jonas, group, ask, call };
}

describe("the page of the sandbox", () => {
  test("sends a person's message, and shows the bot's answer", async () => {
    const { sandbox, bot, mira, ask, call } = openPage();
    const place = { as: String(mira), talk: `bot-${bot}` };
    const { status, to } = await ask("/sandbox/speak", { ...place, text: "/start" });
    assertEquals([status, to], [303, `/sandbox?as=${mira}&talk=bot-${bot}`]);
    assertEquals(sandbox.history({ bot, user: mira }).map(({ text }) => text), ["/start"]);
    await call("sendMessage", { chat_id: mira, text: "Welcome" });
    assertMatch((await ask(to)).html, /\/start[\s\S]*Welcome/);
    await sandbox.close();
  });

  test("shows a group to its members, as the chosen person", async () => {
    const { sandbox, group, jonas, mira, ask } = openPage();
    sandbox.speak({ from: mira, chat: group, text: "Hello from Mira" });
    const { html } = await ask(`/sandbox?as=${jonas}&talk=chat-${group}`);
    assert(html.includes("Hello from Mira") && !html.includes("talk-own"));
    assert((await ask(`/sandbox?as=${mira}&talk=chat-${group}`)).html.includes("talk-own"));
    await sandbox.close();
  });

  test("presses inline buttons and shows the bot's answer", async () => {
    const { sandbox, bot, mira, ask, call } = openPage();
    sandbox.speak({ from: mira, bot, text: "hi" });
    const { result } = await call("sendMessage", {
      chat_id: mira,
      text: "Well?",
      reply_markup: { inline_keyboard: [[{ text: "Yes", callback_data: "y" }]] },
    });
    const place = { as: String(mira), talk: `bot-${bot}` };
    const { to } = await ask("/sandbox/press", { ...place, messageId: String(result.message_id), data: "y" });
    assert((await ask(to)).html.includes("has not answered yet"));
    await call("answerCallbackQuery", {
      callback_query_id: new URL(to, "http://x").searchParams.get("pressed"),
      text: "Done",
    });
    assertMatch((await ask(to)).html, /You pressed a button[\s\S]*Done/);
    await sandbox.close();
  });

  test("shows a reply keyboard until the bot removes it", async () => {
    const { sandbox, bot, mira, ask, call } = openPage();
    sandbox.speak({ from: mira, bot, text: "/start" });
    await call("sendMessage", {
      chat_id: mira,
      text: "?",
      reply_markup: { keyboard: [["Status"], [{ text: "Help" }]] },
    });
    const path = `/sandbox?as=${mira}&talk=bot-${bot}`;
    assertMatch((await ask(path)).html, /name="text" value="Status"[\s\S]*value="Help"/);
    await call("sendMessage", { chat_id: mira, text: "!", reply_markup: { remove_keyboard: true } });
    assert(!(await ask(path)).html.includes('value="Status"'));
    await sandbox.close();
  });

  test("edits, reacts and asks inline queries", async () => {
    const { sandbox, bot, mira, ask, call } = openPage();
    const place = { as: String(mira), talk: `bot-${bot}` };
    const { message_id } = sandbox.speak({ from: mira, bot, text: "frist" });
    const messageId = String(message_id);
    assert(
      (await ask(`/sandbox?as=${mira}&talk=bot-${bot}&edit=${messageId}`)).html.includes("/sandbox/edit"),
    );
    await ask("/sandbox/edit", { ...place, messageId, text: "first" });
    await ask("/sandbox/react", { ...place, messageId, emoji: "👍" });
    assertMatch((await ask(`/sandbox?as=${mira}&talk=bot-${bot}`)).html, /first[\s\S]*edited[\s\S]*👍/);
    const { to } = await ask("/sandbox/inline", { ...place, bot: String(bot), query: "roses" });
    const queryId = new URL(to, "http://x").searchParams.get("inline") ?? "";
    const content = { message_text: "A rose" };
    await call("answerInlineQuery", {
      inline_query_id: queryId,
      results: [{ type: "article", id: "1", title: "Rose", input_message_content: content }],
    });
    assert((await ask(to)).html.includes("Rose"));
    await ask("/sandbox/choose", { ...place, queryId, resultId: "1" });
    assertEquals(sandbox.history({ bot, user: mira }).at(-1)?.text, "A rose");
    await sandbox.close();
  });

  test("shows hostile texts, names and buttons as plain text, and reports what fails", async () => {
    const { sandbox, bot, mira, ask, call } = openPage();
    sandbox.speak({ from: mira, bot, text: hostile });
    const markup = {
      inline_keyboard: [[{ text: hostile.slice(0, 90), callback_data: '"><b>' }, {
        text: "x",
        url: "tg://x",
      }]],
    };
    await call("sendMessage", { chat_id: mira, text: hostile.slice(0, 4096), reply_markup: markup });
    const { html } = await ask(`/sandbox?as=${mira}&talk=bot-${bot}`);
    assert(!html.includes("<script>alert") && !html.includes('"><b>'));
    const refused = await ask("/sandbox/press", {
      as: String(mira),
      talk: `bot-${bot}`,
      messageId: "99",
      data: "y",
    });
    assertEquals(refused.status, 409);
    assertMatch(refused.html, /role="alert"[^>]*><span[^>]*>Cannot find message 99/);
    await sandbox.close();
  });

  test("is read-only for viewers", async () => {
    const { sandbox, bot, mira, ask } = openPage("viewer");
    const { status, html } = await ask("/sandbox");
    assert(status === 200 && !html.includes("/sandbox/speak"));
    const refused = await ask("/sandbox/speak", { as: String(mira), talk: `bot-${bot}`, text: "no" });
    assertEquals(refused.status, 403);
    assertEquals(sandbox.history({ bot, user: mira }), []);
    await sandbox.close();
  });

  test("is absent without a demo, and so is its API", async () => {
    await using setup = await openApi();
    assertEquals((await setup.api.post("/sandbox/speak", {})).status, 404);
    assert(!setup.api.document.endpoints.some(({ path }) => path.startsWith("/sandbox")));
    assertEquals(sandboxEndpoints(undefined), []);
  });
});
