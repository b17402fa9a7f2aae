import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../../support/api_setup.ts";

describe("access tokens of the management API", () => {
  test("are shown once, work within their scope, and end when they are revoked", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/tokens`;
    const made = await setup.api.done("POST", path, { label: "shop", scope: { methods: ["getMe"] } });
    assertMatch(made.token, new RegExp(`^${setup.bot}:[A-Za-z0-9_-]{35}$`));
    const call = async (method: string) => {
      const response = await fetch(`${setup.served.url}/bot${made.token}/${method}`);
      await response.body?.cancel();
      return response.status;
    };
    assertEquals([await call("getMe"), await call("getChat")], [200, 404]);
    const { items } = await setup.api.done("GET", path);
    assertEquals([items[0].label, items[0].consumer, items[0].scope], ["shop", "default", {
      methods: ["getMe"],
    }]);
    assert(!JSON.stringify(items).includes(made.token.split(":")[1]));
    await setup.api.done("DELETE", `${path}/${made.id}`);
    assertEquals(await call("getMe"), 401);
  });

  test("can deny methods and be read-only", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/tokens`;
    const scope = { methods: ["get*", "send*"], denied_methods: ["*Chat*"], read_only: true };
    const made = await setup.api.done("POST", path, { scope });
    assertEquals(made.scope, { ...scope, denied_methods: ["*chat*"] });
    const statusOf = async (method: string) => {
      const response = await fetch(`${setup.served.url}/bot${made.token}/${method}`);
      await response.body?.cancel();
      return response.status;
    };
    const statuses = [await statusOf("getMe"), await statusOf("getChat"), await statusOf("sendMessage")];
    assertEquals(statuses, [200, 404, 403]);
    const refused = await setup.api.post(path, { scope: { methods: ["send-message"] } });
    assertEquals([refused.status, refused.body.errors[0].pointer], [400, "#/scope/methods/0"]);
  });

  test("are changed without a new text: limits that are named replace what was there, null removes one", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/tokens`;
    const scope = { methods: ["get*"], chats: [42], topics: ["-1001234567890/7"] };
    const made = await setup.api.done("POST", path, { label: "shop", scope });
    const expires_at = "2099-01-01T00:00:00.000Z";
    const changed = await setup.api.done("PATCH", `${path}/${made.id}`, {
      label: "kiosk",
      expires_at,
      scope: { methods: ["sendMessage"], chats: null },
    });
    assertEquals([changed.label, changed.expires_at, changed.scope, changed.token], [
      "kiosk",
      expires_at,
      { methods: ["sendMessage"], topics: scope.topics },
      undefined,
    ]);
    const response = await fetch(`${setup.served.url}/bot${made.token}/getMe`);
    assertEquals([response.status, (await response.json()).ok], [404, false]);
    const freed = await setup.api.done("PATCH", `${path}/${made.id}`, {
      expires_at: null,
      scope: { methods: null, topics: null },
    });
    assertEquals([freed.label, freed.expires_at, freed.scope], ["kiosk", null, {}]);
    assertEquals((await setup.api.patch(`/bots/44/tokens/${made.id}`, {})).status, 404);
    const refused = await setup.api.patch(`${path}/${made.id}`, { scope: { topics: ["7"] } });
    assertEquals([refused.status, refused.body.errors[0].pointer], [400, "#/scope/topics/0"]);
  });

  test("of one bot cannot be revoked through another", async () => {
    await using setup = await openApi();
    await setup.served.botmux.registry.addBot(`44:${"A".repeat(35)}`, {
      retentionMs: 1000,
      maxJournalBytes: 1e6,
    });
    const made = await setup.api.done("POST", `/bots/${setup.bot}/tokens`, {});
    assertEquals((await setup.api.delete(`/bots/44/tokens/${made.id}`)).status, 404);
  });

  test("need an existing consumer", async () => {
    await using setup = await openApi();
    const answer = await setup.api.post(`/bots/${setup.bot}/tokens`, { consumer: "none" });
    assertEquals([answer.status, answer.body.errors[0].pointer], [409, "#/consumer"]);
  });
});
