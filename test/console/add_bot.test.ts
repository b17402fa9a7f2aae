import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";

const password = "correct horse";

async function visitorOf(setup: ApiSetup, role: string): Promise<ConsoleVisitor> {
  const name = `a-${role}`;
  await setup.api.done("POST", "/operators", { name, password, role });
  return await new ConsoleVisitor(setup.served.url).signIn(name, password);
}

describe("adding a bot in the console", () => {
  test("shows whose token it is before anything is added, and the webhook that is kept", async () => {
    await using setup = await openApi();
    const { sandbox, url } = setup.upstream;
    const { id, token } = sandbox.addBot({ username: "second_bot", name: `Second"><script>` });
    const set = await fetch(`${url}/bot${token}/setWebhook?url=https://example.org/secret-path`);
    await set.body?.cancel();
    const visitor = await visitorOf(setup, "owner");
    const checked = await visitor.post("/bots/new/check", { token: ` ${token}\n` });
    assertEquals(checked.status, 200);
    assert(checked.html.includes("@second_bot") && checked.html.includes("https://example.org"));
    assert(!checked.html.includes("secret-path") && !checked.html.includes("<script>"));
    assertEquals((await setup.api.get(`/bots/${id}`)).status, 404);
    const added = await visitor.post("/bots/new", { token, way: "several" });
    assertEquals([added.status, added.location], [
      303,
      `/bots/${id}/connect?way=several&said=add.said.added`,
    ]);
    assertEquals((await setup.api.done("GET", `/bots/${id}`)).id, id);
  });

  test("shows the bot's photo, or a letter without one", async () => {
    await using setup = await openApi();
    const { sandbox } = setup.upstream;
    const photo = { bytes: new Uint8Array([0xff, 0xd8, 0xff]) };
    const pictured = sandbox.addBot({ username: "pictured_bot", name: "Pictured", photo });
    const plain = sandbox.addBot({ username: "plain_bot", name: "Plain" });
    const visitor = await visitorOf(setup, "owner");
    const { html } = await visitor.post("/bots/new/check", { token: pictured.token });
    const [, src = ""] = /<img class="avatar[^"]*" src="([^"]+)"/.exec(html) ?? [];
    const seen = await visitor.get(src);
    assertEquals([seen.status, seen.headers.get("content-type")], [200, "image/jpeg"]);
    const letter = await visitor.post("/bots/new/check", { token: plain.token });
    assert(!letter.html.includes("<img") && /class="avatar[^>]*>P</.test(letter.html));
  });

  test("says what is wrong, and keeps no token", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const wrong = `77:${"Z".repeat(35)}`;
    for (const [token, words] of [[wrong, "was refused by Telegram"], ["nonsense", "@BotFather"]] as const) {
      const { status, html } = await visitor.post("/bots/new/check", { token });
      assert(status >= 400 && html.includes(words), `${status} ${words}`);
      assert(!html.includes(token), token);
    }
    const known = await visitor.post("/bots/new/check", { token: setup.upstream.bot.token });
    assert(known.html.includes("manages this bot already"));
    assert(!known.html.includes(setup.upstream.bot.token.split(":")[1]!));
  });

  test("is neither shown to managers nor allowed to them", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    assert(!(await visitor.get("/")).html.includes("/bots/new"));
    assertEquals((await visitor.get("/bots/new")).status, 403);
    const { token } = setup.upstream.sandbox.addBot({ username: "second_bot", name: "Second" });
    assertEquals((await visitor.post("/bots/new", { token, way: "polls" })).status, 403);
    assertEquals((await visitor.post("/bots/new/check", { token })).status, 403);
  });
});

describe("connecting a program in the console", () => {
  test("creates a consumer whose access token is shown once and works", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    const made = await visitor.post(`/bots/${setup.bot}/connect/consumers`, { name: "shop" });
    const token = new RegExp(`${setup.bot}:[A-Za-z0-9_-]{35}`).exec(made.html)?.[0] ?? "";
    const answer = await (await fetch(`${setup.served.url}/tgapi/bot${token}/getMe`)).json();
    assertEquals([made.status, answer.ok], [200, true]);
    const again = await visitor.get(`/bots/${setup.bot}/connect?way=several&consumer=shop`);
    assert(!again.html.includes(token));
  });

  test("shows what is wrong with a name, and keeps the input", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    const refused = await visitor.post(`/bots/${setup.bot}/connect/consumers`, { name: "Big Shop" });
    assert(refused.status >= 400 && refused.html.includes('value="Big Shop"'));
  });

  test("checks off the steps that are done", async () => {
    await using setup = await openApi();
    setup.start();
    await setup.served.ready();
    const visitor = await visitorOf(setup, "viewer");
    const ticked = async () =>
      [...(await visitor.get(`/bots/${setup.bot}/connect`)).html.matchAll(/is-done" id="tick-(\w+)"/g)]
        .map(([, name]) => name);
    assertEquals(await ticked(), ["receives"]);
    const call = (method: string) => fetch(`${setup.served.url}/bot${setup.upstream.bot.token}/${method}`);
    await (await call("getUpdates")).json();
    assertEquals(await ticked(), ["receives", "called"]);
    setup.speak("one");
    await (await call("getUpdates?timeout=50")).json();
    assertEquals(await ticked(), ["receives", "called", "received"]);
  });

  test("offers viewers nothing they are not allowed to do", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const { html } = await visitor.get(`/bots/${setup.bot}/connect?way=several`);
    assert(!html.includes('action="/bots'), "no form");
    const path = `/bots/${setup.bot}/connect/consumers`;
    assertEquals((await visitor.post(path, { name: "shop" })).status, 403);
  });
});
