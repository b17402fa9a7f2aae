import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../support/api_setup.ts";
import { until } from "../support/until.ts";

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe("an access token of a running BotMux", () => {
  test("that expires ends the call that waits, refuses the next and disables the webhook it set", async () => {
    await using setup = await openApi();
    setup.start();
    const { api, bot, served } = setup;
    for (const name of ["polls", "pushes"]) await api.done("POST", `/bots/${bot}/consumers`, { name });
    const make = async (consumer: string) =>
      (await api.done("POST", `/bots/${bot}/tokens`, { consumer, expires_at: inMs(2_500) })).token;
    const [polling, pushing] = [await make("polls"), await make("pushes")];
    const call = async (token: string, path: string) =>
      await (await fetch(`${served.url}/bot${token}/${path}`)).json();
    assertEquals((await call(pushing, "setWebhook?url=http://127.0.0.1:9/")).ok, true);
    const startMs = Date.now();
    const waited = await call(polling, "getUpdates?timeout=30");
    assertEquals([waited.ok, waited.result], [true, []]);
    assert(Date.now() - startMs < 20_000);
    assertEquals((await call(polling, "getUpdates")).error_code, 401);
    const pushes = `/bots/${bot}/consumers/pushes`;
    await until(async () => (await api.done("GET", pushes)).disabled);
    assertEquals((await api.done("GET", pushes)).disabled_code, "disabled_by_expiry");
  });

  test("is rotated without its program or its webhook noticing, and shows when it was last used", async () => {
    await using setup = await openApi();
    setup.start();
    const { api, bot, served } = setup;
    const path = `/bots/${bot}/tokens`;
    await api.done("POST", `/bots/${bot}/consumers`, { name: "crm" });
    const made = await api.done("POST", path, { consumer: "crm", label: "shop" });
    const statusOf = async (token: string, call = "getMe") => {
      const response = await fetch(`${served.url}/bot${token}/${call}`);
      await response.body?.cancel();
      return response.status;
    };
    assertEquals([made.expires_at, made.last_used_at, made.previous_until], [null, null, null]);
    assertEquals(await statusOf(made.token, "setWebhook?url=http://127.0.0.1:9/"), 200);
    const rotated = await api.done("POST", `${path}/${made.id}/rotate`, { overlap_sec: 600 });
    assertEquals([await statusOf(made.token), await statusOf(rotated.token)], [200, 200]);
    assertEquals([rotated.id, rotated.label, rotated.consumer], [made.id, "shop", "crm"]);
    assert(Date.parse(rotated.previous_until) > Date.now());
    const { items: [listed] } = await api.done("GET", path);
    assert(Date.now() - Date.parse(listed.last_used_at) < 60_000);
    assert(!JSON.stringify(listed).includes(rotated.token.split(":")[1]));
    const again = await api.done("POST", `${path}/${made.id}/rotate`, { overlap_sec: 0 });
    const statuses = [await statusOf(made.token), await statusOf(rotated.token), await statusOf(again.token)];
    assertEquals(statuses, [401, 401, 200]);
    assertEquals((await api.done("GET", `/bots/${bot}/consumers/crm`)).disabled, false);
    assertEquals((await api.post(`/bots/44/tokens/${made.id}/rotate`, {})).status, 404);
  });
});
