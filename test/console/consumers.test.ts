import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";
import { until } from "../support/until.ts";

const password = "correct horse";

async function visitorOf(setup: ApiSetup, role: string): Promise<ConsoleVisitor> {
  const name = `a-${role}`;
  await setup.api.done("POST", "/operators", { name, password, role });
  return await new ConsoleVisitor(setup.served.url).signIn(name, password);
}

describe("consumers in the console", () => {
  test("are added, changed and removed", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    const list = `/bots/${setup.bot}/consumers`;
    const added = await visitor.post(list, { name: "shop", "push/urls": "", start: "all" });
    assertEquals(added.location, `${list}/shop?said=consumer.said.added`);
    const changed = await visitor.post(`${list}/shop/edit`, {
      name: "store",
      mode: "push",
      sharing: "exclusive",
      max_age_sec: "600",
      "filter/chats": "-100, 7",
      "filter/updates": "message",
      "push/urls": "http://127.0.0.1:9/hook-path",
      "push/secret_token": "s3cret",
      "push/headers": "X-Own: value-of-it",
      "push/max_connections": "3",
      "push/attempts": "",
      "push/timeout_sec": "5",
    });
    assertEquals(changed.location, `${list}/store?said=consumer.said.changed`);
    const { filter, push, mode, max_age_sec: maxAge } = await setup.api.done("GET", `${list}/store`);
    assertEquals([mode, maxAge, filter], ["push", 600, { updates: ["message"], chats: [-100, 7] }]);
    assertEquals([push.max_connections, push.timeout_sec], [3, 5]);
    assertEquals([push.headers, push.has_secret_token], [["X-Own"], true]);
    const { html } = await visitor.get(`${list}/store`);
    for (const secret of ["hook-path", "s3cret", "value-of-it"]) assert(!html.includes(secret), secret);
    const removed = await visitor.post(`${list}/store/remove`, {});
    assertEquals(removed.location, `${list}?said=consumer.said.removed`);
  });

  test("keep the input of a refused form, except secrets", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    const path = `/bots/${setup.bot}/consumers/default`;
    const { status, html } = await visitor.post(`${path}/edit`, {
      mode: "push",
      sharing: "independent",
      "filter/chats": "all of them",
      "push/urls": "not a url at all:0",
      "push/secret_token": "s3cret",
      "push/headers": "X-Own: value-of-it",
    });
    assert(status >= 400 && html.includes("all of them"));
    assert(!html.includes("s3cret") && !html.includes("value-of-it"));
  });

  test("are moved after a preview of what that repeats or skips", async () => {
    await using setup = await openApi();
    setup.start();
    const visitor = await visitorOf(setup, "manager");
    const path = `/bots/${setup.bot}/consumers/default`;
    for (const text of ["one", "two", "three"]) setup.speak(text);
    await until(async () => (await setup.api.done("GET", path)).lag === 3);
    const asked = await visitor.post(`${path}/move/preview`, { to: "now", time: "", position: "" });
    assert(asked.html.includes("Up to 3 waiting updates are never delivered"), asked.html);
    assertEquals((await setup.api.done("GET", path)).lag, 3);
    const moved = await visitor.post(`${path}/move`, { to: "now", time: "", position: "" });
    assertEquals(moved.location, `${path}?said=consumer.said.moved`);
    assertEquals((await setup.api.done("GET", path)).lag, 0);
    const back = await visitor.post(`${path}/move/preview`, {
      to: "time",
      time: "2001-01-01T00:00",
      position: "",
    });
    assert(back.html.includes("Up to 3 updates are delivered again"));
    const none = await visitor.post(`${path}/move/preview`, { to: "position", time: "", position: "" });
    assertEquals(none.status, 409);
  });

  test("are disabled, enabled, and viewed", async () => {
    await using setup = await openApi();
    setup.start();
    const visitor = await visitorOf(setup, "manager");
    const list = `/bots/${setup.bot}/consumers`;
    await visitor.post(list, { name: "shop", "push/urls": "http://127.0.0.1:9/", start: "now" });
    await visitor.post(`${list}/shop/disable`, {});
    assert((await visitor.get(`${list}/shop`)).html.includes("Nothing is sent"));
    await visitor.post(`${list}/shop/enable`, {});
    const checked = await visitor.post(`${list}/shop/check`, {});
    assert(checked.status === 200 && checked.html.includes('lang="en"'), "it says that nobody is there");
  });

  test("show a new access token once", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    const path = `/bots/${setup.bot}/consumers/default`;
    const made = await visitor.post(`${path}/tokens`, {});
    const token = new RegExp(`${setup.bot}:[A-Za-z0-9_-]{35}`).exec(made.html)?.[0] ?? "";
    assert(token !== "" && !(await visitor.get(path)).html.includes(token));
  });

  test("offer viewers nothing they may not do", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const list = `/bots/${setup.bot}/consumers`;
    for (const path of [list, `${list}/default`]) {
      const { status, html } = await visitor.get(path);
      assertEquals(status, 200);
      assert(!html.includes('action="/bots') && !html.includes("/move"), path);
    }
    assertEquals((await visitor.get(`${list}/default/move`)).status, 403);
    for (const action of ["edit", "disable", "check", "redeliver", "tokens", "remove", "move"]) {
      assertEquals((await visitor.post(`${list}/default/${action}`, { to: "now" })).status, 403, action);
    }
    assertEquals((await visitor.post(list, { name: "shop" })).status, 403);
  });
});
