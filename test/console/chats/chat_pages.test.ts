import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { type ArchivedConversation, openConversation } from "../../support/archived_conversation.ts";
import { ConsoleVisitor } from "../../support/console_visitor.ts";
import { until } from "../../support/until.ts";

const password = "correct horse";

/** A visitor who is signed in with a role; they know the conversation's bot, unless `bots` says otherwise. */
async function visitorOf(
  { setup }: ArchivedConversation,
  role: string,
  bots: readonly number[] = [setup.bot],
): Promise<ConsoleVisitor> {
  const name = `a-${role}`;
  await setup.api.done("POST", "/operators", { name, password, role, ...(role === "owner" ? {} : { bots }) });
  return await new ConsoleVisitor(setup.served.url).signIn(name, password);
}

/** Path of the conversation's group. */
function pathOf({ setup }: ArchivedConversation): string {
  return `/chats/${setup.bot}/${setup.upstream.group}`;
}

describe("the list of chats", () => {
  test("shows each chat with its last message, and filters by name, bot and kind", async () => {
    await using conversation = await openConversation();
    const visitor = await visitorOf(conversation, "viewer");
    const { html } = await visitor.get("/chats");
    assert(html.includes(`href="${pathOf(conversation)}"`), html);
    assert(html.includes("The INVOICE is on its way"));
    const { bot } = conversation.setup;
    for (const query of [`bot=${bot}`, "type=supergroup", "type=group"]) {
      const { status } = await visitor.get(`/chats?${query}`);
      assertEquals(status, 200);
    }
    assert((await visitor.get("/chats?name=nobody-has-this-name")).html.includes("No such chat"));
    assert((await visitor.get("/chats?type=channel")).html.includes("No such chat"));
    assertEquals((await visitor.get("/chats?cursor=x")).status, 409);
  });

  test("marks unread messages for each operator until they have read them", async () => {
    await using conversation = await openConversation();
    const visitor = await visitorOf(conversation, "viewer");
    const isUnread = async () => (await visitor.get("/chats")).html.includes('class="is-unread"');
    assertEquals(await isUnread(), false, "what was there before");
    // Telegram tells whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    conversation.setup.speak("something new");
    await conversation.archived("something new");
    assertEquals(await isUnread(), true);
    await visitor.get(pathOf(conversation));
    assertEquals(await isUnread(), false);
  });

  test("shows nothing of bots the visitor has no access to", async () => {
    await using conversation = await openConversation();
    const stranger = await visitorOf(conversation, "viewer", [999]);
    const { html } = await stranger.get("/chats");
    assert(html.includes("No chats yet"));
    assertEquals((await stranger.get(`/chats?bot=${conversation.setup.bot}`)).status, 404);
    assertEquals((await stranger.get(pathOf(conversation))).status, 404);
    assertEquals(
      (await stranger.get(`${pathOf(conversation)}/messages/${conversation.question}`)).status,
      404,
    );
  });
});

describe("a forum", () => {
  test("shows topics older than the archive, and each message names its topic", async () => {
    await using conversation = await openConversation();
    const { sandbox, bot, user } = conversation.setup.upstream;
    const forum =
      sandbox.addGroup({ title: "Forum", topics: ["Talk"], bots: [bot.id], administrators: [bot.id] }).id;
    const topic = sandbox.addTopic({ chat: forum, name: "Tools" });
    sandbox.join({ chat: forum, user });
    sandbox.speak({ from: user, bot: bot.id, chat: forum, topic, text: "who has a hammer" });
    sandbox.speak({ from: user, bot: bot.id, chat: forum, text: "hello all" });
    const visitor = await visitorOf(conversation, "manager");
    const path = `/chats/${conversation.setup.bot}/${forum}`;
    let page = await visitor.get(path);
    await until(async () => (page = await visitor.get(path)).html.includes("hello all"));
    assertMatch(
      page.html,
      new RegExp(`<nav class="topics".*href="${path}\\?topic=1".*General.*topic=${topic}"`, "s"),
    );
    assertMatch(page.html, new RegExp(`class="hint bubble-topic" href="${path}\\?topic=${topic}"`));

    const ofTopic = await visitor.get(`${path}?topic=${topic}`);
    assert(ofTopic.html.includes("who has a hammer") && !ofTopic.html.includes("hello all"));
    const ofGeneral = await visitor.get(`${path}?topic=1`);
    assert(ofGeneral.html.includes("hello all") && !ofGeneral.html.includes("who has a hammer"));

    for (const [where, text] of [[topic, "I have one"], [1, "good to know"]] as const) {
      const sent = await visitor.post(`${path}/send`, { text, topic: String(where) });
      assertEquals([sent.status, sent.location.startsWith(`${path}?topic=${where}`)], [303, true], sent.html);
      assertEquals(
        sandbox.history({ chat: forum }).at(-1)?.message_thread_id,
        where === 1 ? undefined : where,
      );
    }
  });
});

describe("a chat", () => {
  test("shows messages, edits and media, with those before and after", async () => {
    await using conversation = await openConversation();
    const visitor = await visitorOf(conversation, "viewer");
    const { html, status } = await visitor.get(pathOf(conversation));
    assertEquals(status, 200, html);
    for (const part of ["Where is the invoice?", "A receipt", "The INVOICE is on its way", "edited"]) {
      assert(html.includes(part), part);
    }
    assertMatch(html, new RegExp(`src="/api/v1/bots/${conversation.setup.bot}/files/[\\w-]+"`));
    assertMatch(html, new RegExp(`id="m${conversation.answer}"`));
    for (const query of [`at=${conversation.question}`, "date=2099-12-31", "at=x", "since=1"]) {
      assertEquals((await visitor.get(`${pathOf(conversation)}?${query}`)).status, 200, query);
    }
    const day = await visitor.get(`${pathOf(conversation)}?date=2020-01-01`);
    assertEquals(
      day.location,
      `${pathOf(conversation)}?date=2020-01-01&at=${conversation.question}#m${conversation.question}`,
    );
    assertEquals((await visitor.get(day.location)).status, 200);
    assertEquals((await visitor.get(`${pathOf(conversation)}?before=x`)).status, 409);
    assertEquals((await visitor.get(`/chats/${conversation.setup.bot}/12345`)).status, 404);
    assertEquals((await visitor.get(`/chats/${conversation.setup.bot}/x`)).status, 404);
  });

  test("has no message field for viewers, and refuses their messages", async () => {
    await using conversation = await openConversation();
    const viewer = await visitorOf(conversation, "viewer");
    const path = pathOf(conversation);
    assert(!(await viewer.get(path)).html.includes("<textarea"));
    assert(
      !(await viewer.get(`${path}/messages/${conversation.answer}`)).html.includes(
        'method="post" action="/chats',
      ),
    );
    assertEquals((await viewer.post(`${path}/send`, { text: "no" })).status, 403);
    for (const deed of ["pin", "unpin", "delete", "reaction", "unreact"]) {
      const { status } = await viewer.post(`${path}/messages/${conversation.answer}/${deed}`, {
        emoji: "👍",
      });
      assertEquals(status, 403, deed);
    }
  });

  test("supports sending, replying and editing without a script", async () => {
    await using conversation = await openConversation();
    const manager = await visitorOf(conversation, "manager");
    const path = pathOf(conversation);
    const asked = await manager.get(`${path}?reply=${conversation.question}`);
    assertMatch(asked.html, new RegExp(`value="${conversation.question}"`));
    const sent = await manager.post(`${path}/send`, {
      text: "It is here",
      "reply_to/message": String(conversation.question),
    });
    assertEquals([sent.status, sent.location], [303, `${path}?said=chat.said.sent`]);
    await conversation.archived("It is here");
    assertMatch((await manager.get(path)).html, new RegExp(`href="${path}\\?at=${conversation.question}#m`));
    const edited = await manager.post(`${path}/edit`, {
      edit: String(conversation.answer),
      part: "text",
      text: "Paid",
    });
    assertEquals(edited.status, 303);
    await until(async () => (await manager.get(path)).html.includes(">Paid<"));
  });

  test("explains why Telegram refused a message, and keeps the draft", async () => {
    await using conversation = await openConversation();
    const manager = await visitorOf(conversation, "manager");
    const path = pathOf(conversation);
    const empty = await manager.post(`${path}/send`, { text: "" });
    assertEquals(empty.status, 400);
    const refused = await manager.post(`${path}/edit`, {
      edit: String(conversation.question),
      part: "text",
      text: "mine now",
    });
    assertEquals(refused.status, 409);
    assert(refused.html.includes("A bot can edit only its own messages"));
  });
});

describe("a message", () => {
  test("shows every version of it, and what Telegram sent", async () => {
    await using conversation = await openConversation();
    const visitor = await visitorOf(conversation, "viewer");
    const { html } = await visitor.get(`${pathOf(conversation)}/messages/${conversation.question}`);
    assert(html.includes("Where is the invoise?") && html.includes("Where is the invoice?"), html);
    assert(html.includes("&quot;message_id&quot;"));
    assertEquals((await visitor.get(`${pathOf(conversation)}/messages/99999`)).status, 404);
    assertEquals((await visitor.get(`${pathOf(conversation)}/messages/x`)).status, 404);
  });

  test("is pinned, reacted to and deleted, and the audit log records it", async () => {
    await using conversation = await openConversation();
    const manager = await visitorOf(conversation, "manager");
    const page = `${pathOf(conversation)}/messages/${conversation.answer}`;
    for (const [deed, said] of [["reaction", "reacted"], ["unreact", "unreacted"], ["delete", "deleted"]]) {
      const { status, location, html } = await manager.post(`${page}/${deed}`, { emoji: "👍" });
      assertEquals(status, 303, html);
      assertMatch(location, new RegExp(`said=message.said.${said}`));
    }
    const { items } = await conversation.setup.api.done("GET", "/audit?limit=10");
    const actions = items.map(({ action }: { action: string }) => action);
    for (const action of ["react", "unreact", "deleteMessage"]) assert(actions.includes(action), action);
    const again = await manager.post(`${page}/delete`, {});
    assertEquals(again.status, 409);
    assert(again.html.includes("There is no such message in this chat"));
  });
});
