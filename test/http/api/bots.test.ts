import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../../support/api_setup.ts";

describe("/api/v1/bots", () => {
  test("shows how a bot fares, without its token", async () => {
    await using setup = await openApi();
    await setup.start();
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

  test("lists only the bots a key may know of", async () => {
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
});
