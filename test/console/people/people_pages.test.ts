import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type ArchivedConversation, openConversation } from "../../support/archived_conversation.ts";
import { ConsoleVisitor } from "../../support/console_visitor.ts";
import { until } from "../../support/until.ts";

const password = "correct horse";

async function visitorOf(
  { setup }: ArchivedConversation,
  role: string,
  bots: readonly number[] = [setup.bot],
): Promise<ConsoleVisitor> {
  const name = `a-${role}`;
  await setup.api.done("POST", "/operators", { name, password, role, ...(role === "owner" ? {} : { bots }) });
  return await new ConsoleVisitor(setup.served.url).signIn(name, password);
}

function personOf({ setup }: ArchivedConversation): string {
  return `/people/${setup.bot}/${setup.upstream.user}`;
}

function membersOf({ setup }: ArchivedConversation): string {
  return `/chats/${setup.bot}/${setup.upstream.group}/people`;
}

async function actionsOf({ setup }: ArchivedConversation): Promise<string[]> {
  const { items } = await setup.api.done("GET", "/audit?limit=20");
  return items.map(({ action, status }: { action: string; status: number }) => `${action} ${status}`);
}

describe("people", () => {
  test("are listed, found by name and tag, and shown with their details", async () => {
    await using conversation = await openConversation();
    const manager = await visitorOf(conversation, "manager");
    const path = personOf(conversation);
    assert((await manager.get("/people")).html.includes(`href="${path}"`));
    assert((await manager.get("/people?name=nobody-at-all")).html.includes("No people found"));
    const { html } = await manager.get(path);
    for (const part of ["Ada", "Garden", "Where they write"]) assert(html.includes(part), part);
    assertEquals((await manager.get(`/people/${conversation.setup.bot}/99999`)).status, 404);
    assertEquals((await manager.get(`/people/${conversation.setup.bot}/x`)).status, 404);
  });

  test("are given tags and notes, and found by them", async () => {
    await using conversation = await openConversation();
    const manager = await visitorOf(conversation, "manager");
    const path = personOf(conversation);
    const made = await manager.post(`${path}/new-tag`, { name: "pays <late>", color: "red" });
    assertEquals([made.status, made.location], [303, `${path}?said=person.said.tagged`]);
    const noted = await manager.post(`${path}/notes`, { text: "Owes <b>5</b>" });
    assertEquals(noted.status, 303);
    const { html } = await manager.get(path);
    assert(html.includes("pays &lt;late&gt;") && html.includes("Owes &lt;b&gt;5&lt;/b&gt;"), html);
    const tag = /tags\/(\d+)\/remove/.exec(html)?.[1];
    assert((await manager.get(`/people?tag=${tag}`)).html.includes(`href="${path}"`));
    const twice = await manager.post(`${path}/new-tag`, { name: "pays <late>", color: "red" });
    assertEquals(twice.status, 409);
    assertEquals((await manager.post(`${path}/tags/${tag}/remove`, {})).status, 303);
    assert((await manager.get(`/people?tag=${tag}`)).html.includes("No people found"));
    const note = /notes\/(\d+)\/remove/.exec(html)?.[1];
    assertEquals((await manager.post(`${path}/notes/${note}/remove`, {})).status, 303);
    assert(!(await manager.get(path)).html.includes("Owes"));
  });

  test("are forgotten only by an owner who typed the person's id", async () => {
    await using conversation = await openConversation();
    const owner = await visitorOf(conversation, "owner");
    const manager = await visitorOf(conversation, "manager");
    const path = personOf(conversation);
    const confirmation = String(conversation.setup.upstream.user);
    assert(!(await manager.get(path)).html.includes("/forget"));
    assertEquals((await manager.post(`${path}/forget`, { confirmation })).status, 403);
    const wrong = await owner.post(`${path}/forget`, { confirmation: "yes" });
    assertEquals(wrong.status, 409);
    assert(wrong.html.includes("is not the id of this person"));
    const done = await owner.post(`${path}/forget`, { confirmation });
    assertEquals([done.status, done.location.split("&").at(-1)], [303, "said=person.said.forgotten"]);
    assertEquals((await owner.get(path)).status, 404);
    assert((await actionsOf(conversation)).includes("forgetUser 200"));
  });

  test("are hidden from operators without access to the bot, and read-only for viewers", async () => {
    await using conversation = await openConversation();
    const path = personOf(conversation);
    const viewer = await visitorOf(conversation, "viewer");
    assert(!(await viewer.get(path)).html.includes(`action="${path}`));
    assertEquals((await viewer.post(`${path}/notes`, { text: "x" })).status, 403);
    assertEquals((await viewer.post(`${path}/new-tag`, { name: "x", color: "red" })).status, 403);
    const stranger = await visitorOf(conversation, "manager", [999]);
    assertEquals((await stranger.get(path)).status, 404);
    assertEquals((await stranger.post(`${path}/notes`, { text: "x" })).status, 404);
    assertEquals((await stranger.get(`/people?bot=${conversation.setup.bot}`)).status, 404);
  });
});

describe("the people of a chat", () => {
  test("are requested, promoted, restricted and banned, each with its own right", async () => {
    await using conversation = await openConversation();
    const { setup } = conversation;
    const { sandbox, group } = setup.upstream;
    const user = sandbox.addUser({ firstName: "Bob" }).id;
    sandbox.join({ chat: group, user });
    sandbox.rank({ chat: group, user: setup.bot, status: "administrator" });
    const manager = await visitorOf(conversation, "manager");
    const path = membersOf(conversation);
    assertEquals((await manager.post(`${path}/refresh`, {})).status, 303);
    await until(async () => (await manager.get(path)).html.includes("Administrator"));
    const { html } = await manager.get(`${path}?user=${user}`);
    assert(html.includes('value="can_pin_messages"') && html.includes('value="can_send_polls"'), html);
    const none = await manager.post(`${path}/${user}/rights`, {});
    assertEquals(none.status, 409);
    for (
      const [deed, fields] of [
        ["rights", { right: "can_pin_messages" }],
        ["demote", {}],
        ["restrictions", { right: "can_send_messages" }],
        ["unrestrict", {}],
        ["ban", {}],
        ["unban", {}],
      ] as const
    ) {
      const done = await manager.post(`${path}/${user}/${deed}`, fields);
      assertEquals(done.status, 303, `${deed} ${/notice-bad.*?<\/div>/.exec(done.html)?.[0]}`);
    }
    const invited = await manager.post(`${path}/invite`, { name: "for friends" });
    assertEquals(invited.status, 200);
    assert(/https:\/\/t\.me\/\S+/.test(invited.html), "the link is shown");
  });

  test("have no controls for viewers, and the server refuses them", async () => {
    await using conversation = await openConversation();
    const viewer = await visitorOf(conversation, "viewer");
    const path = membersOf(conversation);
    const { user } = conversation.setup.upstream;
    const { html, status } = await viewer.get(`${path}?user=${user}`);
    assertEquals(status, 200);
    assert(!html.includes(`action="${path}`), html);
    for (
      const deed of [
        "rights",
        "demote",
        "restrictions",
        "unrestrict",
        "title",
        "ban",
        "unban",
        "approve",
        "decline",
      ]
    ) {
      assertEquals(
        (await viewer.post(`${path}/${user}/${deed}`, { right: "can_pin_messages", title: "x" })).status,
        403,
        deed,
      );
    }
    for (const deed of ["refresh", "invite", "revoke"]) {
      assertEquals((await viewer.post(`${path}/${deed}`, { invite_link: "x" })).status, 403, deed);
    }
  });
});

describe("search", () => {
  test("finds messages of all accessible bots, highlights the words, and links to the place", async () => {
    await using conversation = await openConversation();
    const { setup, answer } = conversation;
    const viewer = await visitorOf(conversation, "viewer");
    assert((await viewer.get("/search")).html.includes("What are you looking for?"));
    const { html } = await viewer.get("/search?text=invoice");
    assert(html.includes("<mark>INVOICE</mark>") && html.includes("<mark>invoice</mark>"), html);
    assert(html.includes(`href="/chats/${setup.bot}/${setup.upstream.group}?at=${answer}#m${answer}"`));
    const found = async (query: string) =>
      ((await viewer.get(`/search?${query}`)).html.match(/<mark>/g) ?? []).length;
    assertEquals(await found("text=invoice&direction=out"), 1);
    assertEquals(await found(`text=invoice&user=${setup.upstream.user}`), 1);
    assertEquals(await found("text=receipt&content=photo"), 1);
    assertEquals(await found("text=receipt&content=video"), 0);
    assertEquals(await found("text=invoice&order=best"), 2);
    assertEquals(await found("text=invoice&until=2020-01-01"), 0);
    assertEquals(await found("text=invoice&from=2020-01-01&until=2099-01-01"), 2);
    assertEquals(await found("text=invoice&user=x"), 0);
    assertEquals((await viewer.get("/search?text=invoice&bot=999")).status, 404);
    const stranger = await visitorOf(conversation, "manager", [999]);
    assert((await stranger.get("/search?text=invoice")).html.includes("Nothing found"));
    assertEquals((await stranger.get(`/search?text=invoice&bot=${setup.bot}`)).status, 404);
  });
});

describe("statistics", () => {
  test("show a bot and a single chat, as a table too", async () => {
    await using conversation = await openConversation();
    const { bot, upstream } = conversation.setup;
    const viewer = await visitorOf(conversation, "viewer");
    for (const query of ["", `?bot=${bot}&days=7`, `?bot=${bot}&chat=${upstream.group}`, "?days=x"]) {
      const { html, status } = await viewer.get(`/statistics${query}`);
      assertEquals(status, 200, query);
      assert(html.includes("Messages a day") && html.includes("Ada"), query);
    }
    assertEquals((await viewer.get("/statistics?bot=999")).status, 404);
    assertEquals((await viewer.get(`/statistics?bot=${bot}&chat=12345`)).status, 404);
    const stranger = await visitorOf(conversation, "manager", [999]);
    assertEquals((await stranger.get(`/statistics?bot=${bot}`)).status, 404);
    assert((await stranger.get("/statistics")).html.includes("Nothing to count yet"));
  });
});
