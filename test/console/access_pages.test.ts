import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";

const password = "correct horse";
const hostile = `"><script>alert(1)</script>\u202E` + "w".repeat(60);

/** A visitor who is signed in with a role. */
async function visitorOf(setup: ApiSetup, role: string): Promise<ConsoleVisitor> {
  const name = `a-${role}`;
  await setup.api.done("POST", "/operators", { name, password, role });
  return await new ConsoleVisitor(setup.served.url).signIn(name, password);
}

describe("the pages of operators, API keys and the audit log", () => {
  test("are for owners only: others see no link and are refused", async () => {
    await using setup = await openApi();
    for (const role of ["viewer", "manager"]) {
      const visitor = await visitorOf(setup, role);
      const { html } = await visitor.get("/");
      for (const path of ["/operators", "/operators/1", "/operators/keys", "/audit"]) {
        assert(!html.includes(`href="${path}"`), `${role} ${path}`);
        assertEquals((await visitor.get(path)).status, 403, `${role} ${path}`);
      }
      const refused = await visitor.post("/operators", { name: "eve", role: "owner", every: "yes" });
      assertEquals(refused.status, 403);
    }
  });

  test("add an operator with some bots, and show the setup link once", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const fields = {
      name: "bob",
      role: "manager",
      every: "no",
      bots: String(setup.bot),
      telegram_user_id: "",
    };
    const { status, html, headers } = await visitor.post("/operators", fields);
    assertEquals([status, headers.get("cache-control")], [200, "no-store"]);
    const [, token = ""] = /\/setup#([\w-]{43})/.exec(html) ?? [];
    const stranger = new ConsoleVisitor(setup.served.url);
    const used = await stranger.post("/setup", { token, name: "bob", password: "another horse" });
    assertEquals(used.status, 303);
    const { items } = await setup.api.done("GET", "/operators");
    const bob = items.find(({ name }: { name: string }) => name === "bob");
    assertEquals([bob.role, bob.bots, bob.has_password], ["manager", [setup.bot], true]);
    assert(!(await visitor.get(`/operators/${bob.id}`)).html.includes("/setup#"));
  });

  test("show beside the field why an operator cannot be added, and keep the input", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const { status, html } = await visitor.post("/operators", {
      name: "Not A Name",
      role: "viewer",
      every: "yes",
      telegram_user_id: "x",
    });
    assertEquals(status, 400);
    assertMatch(html, /id="field-name-error"/);
    assertMatch(html, /id="field-telegram_user_id-error"/);
    assertMatch(html, /<dialog[^>]*data-open[\s\S]*value="Not A Name"/);
  });

  test("change an operator's role and bots, sign them out and remove them, all of it audited", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const { id } = await setup.api.done("POST", "/operators", { name: "bob", role: "viewer", password });
    const bob = await new ConsoleVisitor(setup.served.url).signIn("bob", password);
    const form = {
      name: "bobby",
      role: "manager",
      every: "no",
      bots: String(setup.bot),
      telegram_user_id: "77",
    };
    assertEquals(
      (await visitor.post(`/operators/${id}`, form)).location,
      `/operators/${id}?said=operators.said.saved`,
    );
    const changed = await setup.api.done("GET", `/operators/${id}`);
    assertEquals(
      [changed.name, changed.role, changed.bots, changed.telegram_user_id],
      ["bobby", "manager", [setup.bot], 77],
    );
    await visitor.post(`/operators/${id}/sessions-end`, {});
    assertEquals((await bob.get("/")).status, 303);
    assertEquals(
      (await visitor.post(`/operators/${id}/removal`, {})).location,
      "/operators?said=operators.said.removed",
    );
    assertEquals((await visitor.get(`/operators/${id}`)).status, 404);
    const { html } = await visitor.get("/audit?who=operator-1");
    for (const action of ["changeOperator", "endOperatorSessions", "removeOperator"]) {
      assert(html.includes(action));
    }
  });

  test("create an API key that works, show it once, and revoke it", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const fields = {
      label: hostile.slice(0, 60),
      role: "viewer",
      every: "yes",
      expires_at: "2090-01-31T12:00",
    };
    const { html } = await visitor.post("/operators/keys", fields);
    const [key = ""] = /bmx_[\w-]{20,}/.exec(html) ?? [];
    assertEquals((await setup.api.as(key).get("/me")).body.role, "viewer");
    const listed = await visitor.get("/operators/keys");
    assert(
      !listed.html.includes(key) && !listed.html.includes("<script>alert"),
      "inert, and not shown again",
    );
    const [, id = ""] = /key-revoke-(\d+)/.exec(listed.html) ?? [];
    await visitor.post(`/operators/keys/${id}/revocation`, {});
    assertEquals((await setup.api.as(key).get("/me")).status, 401);
  });

  test("find audit entries by actor, action and result, page by page, and export the same", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    for (let index = 0; index < 60; index++) {
      await setup.api.done("POST", "/api-keys", { label: `key ${index}`, role: "viewer" });
    }
    await setup.api.post("/operators", { name: "a-owner", role: "viewer" });
    const { html } = await visitor.get("/audit?action=addApiKey");
    assertEquals(html.match(/id="entry-/g)?.length, 50);
    const [, next = ""] = /href="(\/audit\?[^"]*before=\d+)"/.exec(html.replaceAll("&amp;", "&")) ?? [];
    assertEquals((await visitor.get(next)).html.match(/id="entry-/g)?.length, 10);
    const refused = (await visitor.get("/audit?result=refused")).html.replaceAll("&amp;", "&");
    assertEquals(refused.match(/id="entry-/g)?.length, 1);
    const [, exported = ""] = /href="(\/api\/v1\/audit\/export[^"]*)"/.exec(refused) ?? [];
    assertEquals((await visitor.get(exported)).html.trim().split("\n").length, 1);
    assert((await visitor.get("/audit?since=2090-01-01")).html.includes("Nothing found"));
  });

  test("show hostile texts of others as plain text", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const query = new URLSearchParams({ action: hostile.slice(0, 90), who: hostile, since: hostile });
    const { html } = await visitor.get(`/audit?${query}`);
    assert(!html.includes("<script>alert"));
  });
});
