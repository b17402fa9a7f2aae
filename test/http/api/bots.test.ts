import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../../support/api_setup.ts";
import { until } from "../../support/until.ts";

describe("/api/v1/bots", () => {
  test("shows the status of a bot, without its token", async () => {
    await using setup = await openApi();
    setup.start();
    await setup.served.ready();
    const bot = await setup.api.done("GET", `/bots/${setup.bot}`);
    assertEquals([bot.id, bot.username, bot.health.state, bot.consumers], [setup.bot, "tried_bot", "ok", 1]);
    assert(!JSON.stringify(bot).includes(setup.upstream.bot.token.split(":")[1]!));
  });

  test("lists bots page by page, each once", async () => {
    await using setup = await openApi();
    const { registry } = setup.served.botmux;
    const defaults = { retentionMs: 1000, maxJournalBytes: 1_000_000 };
    for (const id of [11, 33, 22]) await registry.addBot(`${id}:${"A".repeat(35)}`, defaults);
    const seen: number[] = [];
    for (let after: number | null = 0; after !== null;) {
      const { items, next } = await setup.api.done("GET", `/bots?limit=2&after=${after}`);
      assert(items.length <= 2);
      seen.push(...items.map(({ id }: { id: number }) => id));
      after = next;
    }
    assertEquals(seen, [11, 22, 33, setup.bot].sort((left, right) => left - right));
  });

  test("lists only the bots a key has access to", async () => {
    await using setup = await openApi();
    const viewer = await setup.withRole("viewer", [setup.bot]);
    await setup.served.botmux.registry.addBot(`44:${"A".repeat(35)}`, {
      retentionMs: 1000,
      maxJournalBytes: 1e6,
    });
    const { items } = await viewer.done("GET", "/bots");
    assertEquals(items.map(({ id }: { id: number }) => id), [setup.bot]);
    assertEquals((await viewer.get("/bots/44")).status, 404);
  });

  test("adds a bot and polls it at once, changes it and removes it", async () => {
    await using setup = await openApi();
    setup.start();
    const { id, token } = setup.upstream.sandbox.addBot({ username: "second_bot", name: "Second" });
    const added = await setup.api.done("POST", "/bots", { token, retention_ms: 60_000 });
    assertEquals([added.id, added.retention_ms, added.max_journal_bytes], [id, 60_000, 256_000_000]);
    const state = async () => (await setup.api.done("GET", `/bots/${id}`)).health.state;
    await until(async () => await state() === "ok");
    const changed = await setup.api.done("PATCH", `/bots/${id}`, { max_journal_bytes: 2_000_000 });
    assertEquals([changed.retention_ms, changed.max_journal_bytes], [60_000, 2_000_000]);
    await setup.api.done("DELETE", `/bots/${id}`);
    assertEquals((await setup.api.get(`/bots/${id}`)).status, 404);
  });

  test("archives and refreshes chats unless that is turned off", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}`;
    const shown = async () => {
      const { archive, refresh_chats } = await setup.api.done("GET", path);
      return [archive, refresh_chats];
    };
    assertEquals(await shown(), [true, true]);
    await setup.api.done("PATCH", path, { archive: false });
    assertEquals(await shown(), [false, true]);
    await setup.api.done("PATCH", path, { refresh_chats: false, archive: true });
    assertEquals(await shown(), [true, false]);
  });

  test("allows webhook ingress only with a public URL", async () => {
    await using setup = await openApi();
    const answer = await setup.api.patch(`/bots/${setup.bot}`, { ingress: "webhook" });
    assertEquals([answer.status, answer.body.errors[0].pointer], [409, "#/ingress"]);
    assertEquals((await setup.api.done("PATCH", `/bots/${setup.bot}`, { ingress: "poll" })).ingress, "poll");
  });

  test("restores the webhook a bot had and removes it", async () => {
    await using setup = await openApi();
    const { registry } = setup.served.botmux;
    const path = `/bots/${setup.bot}`;
    assertEquals((await setup.api.post(`${path}/removal`)).status, 409);
    setup.start();
    await registry.updateBot(setup.bot, { previousWebhookUrl: "https://old.example/hook" });
    const removing = await setup.api.done("POST", `${path}/removal`);
    assertEquals([removing.status, removing.previous_webhook], ["removing", "https://old.example"]);
    await until(async () => (await setup.api.get(path)).status === 404);
    const info = await fetch(`${setup.upstream.url}/bot${setup.upstream.bot.token}/getWebhookInfo`);
    assertEquals((await info.json()).result.url, "https://old.example/hook");
  });

  test("replaces the token of an existing bot only with PUT, and only with its own", async () => {
    await using setup = await openApi();
    const { token } = setup.upstream.bot;
    const answer = await setup.api.post("/bots", { token });
    assertEquals(answer.status, 409);
    assertEquals((await setup.api.call("PUT", `/bots/${setup.bot}/token`, { token })).status, 200);
    const other = await setup.api.call("PUT", `/bots/${setup.bot}/token`, { token: `77:${"A".repeat(35)}` });
    assertEquals([other.status, other.body.errors[0].pointer], [409, "#/token"]);
  });

  test("never repeats a refused token", async () => {
    await using setup = await openApi();
    for (const token of [`x${setup.upstream.bot.token}`, `9007199254740993:${"A".repeat(35)}`]) {
      const answer = await setup.api.post("/bots", { token });
      assertEquals([answer.status, answer.body.errors[0].pointer], [400, "#/token"]);
      assert(!JSON.stringify(answer.body).includes(token.slice(-20)));
    }
  });
});
