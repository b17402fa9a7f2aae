import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";
import { ConsoleVisitor } from "../../support/console_visitor.ts";
import { until } from "../../support/until.ts";

const hostile = `<b>Eve</b>\u202E`;
const password = "correct horse";

/** Two people who ask to join the group, as the archive knows them. */
async function openRequests() {
  const setup = await openApi();
  await setup.start();
  const { sandbox, group: chat } = setup.upstream;
  const people = [hostile, "Bo"].map((firstName) => sandbox.addUser({ firstName }).id);
  for (const user of people) sandbox.askToJoin({ chat, user, bio: `I am <i>${user}</i>` });
  const list = async () =>
    (await setup.api.done("GET", `/bots/${setup.bot}/archive/chats/${chat}/join-requests`)).items;
  await until(async () => (await list()).length === 2);
  return {
    setup,
    chat,
    people,
    waiting: async () => (await list()).map((each: { user_id: number }) => each.user_id),
    page: `/chats/${setup.bot}/${chat}/people`,
    [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
  };
}

async function visitorOf(setup: ApiSetup, role: string): Promise<ConsoleVisitor> {
  const name = `a-${role}`;
  await setup.api.done("POST", "/operators", { name, password, role });
  return await new ConsoleVisitor(setup.served.url).signIn(name, password);
}

describe("requests to join", () => {
  test("are shown as plain text, with buttons for those who may answer", async () => {
    await using requests = await openRequests();
    const { setup, page, people: [eve] } = requests;
    const seen = await (await visitorOf(setup, "viewer")).get(page);
    for (const part of ["Join requests", "&lt;b&gt;Eve", `I am &lt;i&gt;${eve}`]) {
      assert(seen.html.includes(part), part);
    }
    assert(!seen.html.includes("/approve"));
    const managed = await (await visitorOf(setup, "manager")).get(page);
    for (const deed of ["approve", "decline"]) assert(managed.html.includes(`${page}/${eve}/${deed}`), deed);
  });

  test("are answered on the chat's page, and disappear", async () => {
    await using requests = await openRequests();
    const { setup, page, people: [eve, bo] } = requests;
    const manager = await visitorOf(setup, "manager");
    const viewer = await visitorOf(setup, "viewer");
    assertEquals((await viewer.post(`${page}/${eve}/approve`, {})).status, 403);
    assertEquals((await manager.post(`${page}/${eve}/approve`, {})).status, 303);
    await until(async () => (await requests.waiting()).join() === String(bo));
    assertEquals((await manager.post(`${page}/${bo}/decline`, {})).status, 303);
    await until(async () => (await requests.waiting()).length === 0);
    assert(!(await manager.get(page)).html.includes("Join requests"));
    const { items } = await setup.api.done("GET", "/audit?limit=20");
    const actions = items.map(({ action }: { action: string }) => action);
    assert(["approveJoinRequest", "declineJoinRequest"].every((action) => actions.includes(action)));
  });

  test("that have ended at Telegram disappear", async () => {
    await using requests = await openRequests();
    const { setup, page, chat, people: [eve, bo] } = requests;
    // Somebody answers beside BotMux, which no update tells of.
    const { url, bot } = setup.upstream;
    const call = `${url}/bot${bot.token}/declineChatJoinRequest?chat_id=${chat}&user_id=${eve}`;
    await (await fetch(call)).body?.cancel();
    const manager = await visitorOf(setup, "manager");
    const refused = await manager.post(`${page}/${eve}/approve`, {});
    assertEquals(refused.status, 409);
    assert(refused.html.includes("This join request no longer exists"));
    assertEquals(await requests.waiting(), [bo]);
  });

  test("are listed only to those with access to the bot", async () => {
    await using requests = await openRequests();
    const { setup, chat } = requests;
    const path = `/bots/${setup.bot}/archive/chats/${chat}/join-requests`;
    const stranger = await setup.withRole("manager", [1]);
    assertEquals((await stranger.get(path)).status, 404);
    const viewer = await setup.withRole("viewer", [setup.bot]);
    const [first] = (await viewer.done("GET", path)).items;
    assertEquals([first.request.from.id, typeof first.at], [first.user_id, "string"]);
  });
});
