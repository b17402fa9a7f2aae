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

describe("the settings of a bot in the console", () => {
  test("are changed in hours and megabytes", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    const path = `/bots/${setup.bot}/settings`;
    const fields = {
      ingress: "poll",
      retention_ms: "36",
      max_journal_bytes: "5",
      archive: "on",
      pacing: "smooth",
      bot_rate: "25/s",
      chat_rate: "1/s",
      group_rate: "20/min",
      paid_rate: "1000/s",
      max_send_wait_ms: "45",
    };
    const saved = await visitor.post(path, fields);
    assertEquals(saved.location, `${path}?said=settings.said.saved`);
    const { retention_ms, max_journal_bytes, pacing, bot_rate, max_send_wait_ms } = await setup.api.done(
      "GET",
      `/bots/${setup.bot}`,
    );
    assertEquals([retention_ms, max_journal_bytes], [36 * 3_600_000, 5_000_000]);
    assertEquals([pacing, bot_rate, max_send_wait_ms], ["smooth", "25/s", 45_000]);
    const refused = await visitor.post(path, { ...fields, retention_ms: "for ever" });
    assert(refused.status >= 400 && refused.html.includes('value="for ever"'));
  });

  test("accept a new token of the same bot only", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const path = `/bots/${setup.bot}/settings`;
    const { token } = setup.upstream.sandbox.addBot({ username: "second_bot", name: "Second" });
    const refused = await visitor.post(`${path}/token`, { token });
    assert(refused.status === 409 && refused.html.includes("must be a token of this bot"));
    const { token: own } = setup.upstream.bot;
    assertEquals(
      (await visitor.post(`${path}/token`, { token: own })).location,
      `${path}?said=settings.said.token`,
    );
  });

  test("remove the bot only once its ID is typed", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const path = `/bots/${setup.bot}/settings/remove`;
    const refused = await visitor.post(path, { confirmation: "7" });
    assert(refused.status === 409 && refused.html.includes("is not the id of this bot"));
    assertEquals((await setup.api.get(`/bots/${setup.bot}`)).status, 200);
    const removed = await visitor.post(path, { confirmation: String(setup.bot) });
    assertEquals(removed.location, "/?said=settings.said.removed");
    assertEquals((await setup.api.get(`/bots/${setup.bot}`)).status, 404);
  });

  test("offer nobody what they are not allowed to do", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/settings`;
    const viewer = await visitorOf(setup, "viewer");
    assert(!(await viewer.get(path)).html.includes('action="/bots'));
    assertEquals((await viewer.post(path, { ingress: "poll" })).status, 403);
    const manager = await visitorOf(setup, "manager");
    assert(!(await manager.get(path)).html.includes(`${path}/`));
    const confirmation = String(setup.bot);
    for (const action of ["token", "removal", "remove"]) {
      assertEquals((await manager.post(`${path}/${action}`, { confirmation })).status, 403, action);
    }
  });
});

describe("access tokens in the console", () => {
  test("are created with a scope, shown once, listed and revoked", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    const path = `/bots/${setup.bot}/tokens`;
    const made = await visitor.post(path, {
      consumer: "default",
      label: `Sends "<b>only</b>"`,
      "scope/methods": "getMe, sendMessage",
      "scope/denied_methods": "edit*",
      "scope/read_only": "on",
      "scope/chats": "-100",
      expires_at: "2099-12-31T23:59",
    });
    const token = new RegExp(`${setup.bot}:[A-Za-z0-9_-]{35}`).exec(made.html)?.[0] ?? "";
    const call = async (method: string) =>
      (await (await fetch(`${setup.served.url}/bot${token}/${method}`)).json()).ok;
    assertEquals([await call("getMe"), await call("getChat?chat_id=1")], [true, false]);
    const { html } = await visitor.get(path);
    assert(!html.includes(token) && !html.includes("<b>only") && html.includes("sendMessage"));
    assert(html.includes("edit*") && html.includes("read-only"));
    const id = /tokens\/(\d+)\/revoke/.exec(html)?.[1];
    const rotated = await visitor.post(`${path}/${id}/rotate`, { overlap_sec: "0" });
    const next = new RegExp(`${setup.bot}:[A-Za-z0-9_-]{35}`).exec(rotated.html)?.[0] ?? "";
    assert(next !== "" && next !== token);
    assertEquals(await call("getMe"), false);
    assertEquals(
      (await visitor.post(`${path}/${id}/revoke`, {})).location,
      `${path}?said=tokens.said.revoked`,
    );
    assertEquals(await call("getMe"), false);
  });

  test("cannot be created by viewers", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const path = `/bots/${setup.bot}/tokens`;
    assert(!(await visitor.get(path)).html.includes('action="/bots'));
    assertEquals((await visitor.post(path, { consumer: "default" })).status, 403);
    assertEquals((await visitor.post(`${path}/1/revoke`, {})).status, 403);
  });
});
