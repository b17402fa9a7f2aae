import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";
import { until } from "../support/until.ts";

const password = "correct horse";

async function visitorOf(setup: ApiSetup, role: string, bots?: readonly number[]): Promise<ConsoleVisitor> {
  const name = `a-${role}`;
  await setup.api.done("POST", "/operators", { name, password, role, ...(bots ? { bots } : {}) });
  return await new ConsoleVisitor(setup.served.url).signIn(name, password);
}

describe("the page of the system", () => {
  test("creates a backup and lists it", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "owner");
    const { location } = await visitor.post("/system/backups", {});
    assertEquals(location, "/system?said=system.said.backup");
    const [{ name }] = (await setup.api.done("GET", "/backups")).items;
    assert((await visitor.get("/system")).html.includes(`id="backup-${name}"`));
  });

  test("shows viewers the status, but neither backups nor the log", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const { status, html } = await visitor.get("/system");
    assertEquals(status, 200);
    assert(!html.includes("/system/backups") && !html.includes("/system/log"));
    assertEquals((await visitor.post("/system/backups", {})).status, 403);
    assertEquals((await visitor.get("/system/log")).status, 403);
  });

  test("is hidden from operators limited to some bots", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer", [setup.bot]);
    assert(!(await visitor.get("/")).html.includes('href="/system"'));
    assertEquals((await visitor.get("/system")).status, 403);
  });
});

describe("the page of the log", () => {
  test("shows lines by level and text, without a token", async () => {
    await using setup = await openApi();
    setup.start();
    const visitor = await visitorOf(setup, "owner");
    setup.upstream.sandbox.faults.revoke(setup.bot);
    setup.speak("wakes the poll");
    await until(async () => (await setup.api.done("GET", "/system/log?level=warn")).items.length > 0);
    const { html } = await visitor.get("/system/log?level=warn");
    assertMatch(html, /bot not receiving/);
    assert(!html.includes(setup.upstream.bot.token.split(":")[1]!));
    assertMatch((await visitor.get("/system/log?text=surely+nowhere")).html, /No matching lines/);
    assertEquals((await visitor.get("/system/log?level=loud")).status, 400);
  });
});
