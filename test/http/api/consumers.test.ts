import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";
import { until } from "../../support/until.ts";

const secret = "secret-token-of-the-shop";
const push = {
  urls: ["https://shop.example/path-that-is-secret?key=hidden"],
  secret_token: secret,
  headers: { "X-Shop-Key": "value-that-is-secret" },
};

async function addPush(setup: ApiSetup): Promise<string> {
  const path = `/bots/${setup.bot}/consumers`;
  await setup.api.done("POST", path, { name: "shop", push, disabled: true });
  return `${path}/shop`;
}

describe("consumers of the management API", () => {
  test("are added, shown, listed and removed", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/consumers`;
    const input = { name: "analytics", start: "all", filter: { updates: ["message"], chats: [-100123] } };
    const added = await setup.api.done("POST", path, input);
    assertEquals([added.mode, added.sharing, added.filter], ["poll", "exclusive", input.filter]);
    assertEquals(await setup.api.done("GET", `${path}/analytics`), added);
    const { items } = await setup.api.done("GET", path);
    assertEquals(items.map(({ name }: { name: string }) => name), ["analytics", "default"]);
    await setup.api.done("DELETE", `${path}/analytics`);
    assertEquals((await setup.api.get(`${path}/analytics`)).status, 404);
  });

  test("have a maximum age until it is removed", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/consumers`;
    const added = await setup.api.done("POST", path, { name: "fresh", max_age_sec: 600 });
    const ages = [added.max_age_sec];
    for (const change of [{ sharing: "independent" }, { max_age_sec: 60 }, { max_age_sec: null }]) {
      ages.push((await setup.api.done("PATCH", `${path}/fresh`, change)).max_age_sec);
    }
    assertEquals(ages, [600, 600, 60, null]);
    assertEquals((await setup.api.patch(`${path}/fresh`, { max_age_sec: 0 })).status, 400);
  });

  test("never show secrets", async () => {
    await using setup = await openApi();
    const path = await addPush(setup);
    const answers = [
      await setup.api.done("GET", path),
      await setup.api.done("PATCH", path, { push: { max_connections: 3 } }),
      await setup.api.done("GET", `${path}/push`),
      await setup.api.done("GET", `/bots/${setup.bot}/consumers`),
    ];
    const text = JSON.stringify(answers);
    for (const hidden of [secret, "path-that-is-secret", "hidden", "value-that-is-secret"]) {
      assert(!text.includes(hidden), hidden);
    }
    assertEquals(answers[0].push.origins, ["https://shop.example"]);
    assertEquals([answers[0].push.has_secret_token, answers[0].push.headers], [true, ["X-Shop-Key"]]);
  });

  test("keep everything that a PATCH does not name", async () => {
    await using setup = await openApi();
    const path = await addPush(setup);
    const before = await setup.api.done("GET", path);
    const after = await setup.api.done("PATCH", path, { push: { attempts: 5 } });
    assertEquals(after, { ...before, push: { ...before.push, attempts: 5 } });
    const kept = setup.served.botmux.registry.consumerByName(setup.bot, "shop")!.push!;
    assertEquals([kept.urls, kept.secretToken, kept.headers], [push.urls, secret, push.headers]);
  });

  test("do not send kept secrets to another host", async () => {
    await using setup = await openApi();
    const path = await addPush(setup);
    const elsewhere = { urls: ["https://elsewhere.example/"] };
    for (
      const [change, pointer] of [
        [elsewhere, "#/push/secret_token"],
        [{ ...elsewhere, secret_token: null }, "#/push/headers"],
        [{ ip_address: "192.0.2.1" }, "#/push/secret_token"],
      ] as const
    ) {
      const answer = await setup.api.patch(path, { push: change });
      assertEquals([answer.status, answer.body.errors[0].pointer], [409, pointer]);
    }
    const moved = await setup.api.done("PATCH", path, {
      push: { ...elsewhere, secret_token: null, headers: {} },
    });
    assertEquals(moved.push.origins, ["https://elsewhere.example"]);
  });

  test("take signing secrets, never show them, and require them again for another host", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/consumers/default`;
    const signing_secrets = [`whsec_${"A".repeat(32)}`, `whsec_${"B".repeat(43)}=`];
    const target = { urls: ["https://shop.example/hook"], signing_secrets };
    const added = await setup.api.done("PATCH", path, { mode: "push", push: target });
    assertEquals(added.push.has_signing_secrets, true);
    assert(!JSON.stringify(added).includes("whsec_"));
    assertEquals(
      setup.served.botmux.registry.consumerByName(setup.bot, "default")?.push?.signingSecrets,
      signing_secrets,
    );
    const elsewhere = await setup.api.patch(path, { push: { urls: ["https://elsewhere.example/"] } });
    assertEquals(elsewhere.body.errors[0].pointer, "#/push/signing_secrets");
    for (
      const wrong of [["whsec_short"], [signing_secrets[0]!.slice(6)], [], [
        ...signing_secrets,
        ...signing_secrets,
      ]]
    ) {
      assertEquals((await setup.api.patch(path, { push: { signing_secrets: wrong } })).status, 400);
    }
    const removed = await setup.api.done("PATCH", path, { push: { signing_secrets: null } });
    assertEquals(removed.push.has_signing_secrets, false);
  });

  test("switch from polling to pushing and back", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/consumers/default`;
    assertEquals((await setup.api.patch(path, { mode: "push" })).body.errors[0].pointer, "#/push/urls");
    const pushing = await setup.api.done("PATCH", path, { mode: "push", push });
    assertEquals(pushing.mode, "push");
    const polling = await setup.api.done("PATCH", path, { mode: "poll" });
    assertEquals([polling.mode, polling.push], ["poll", null]);
  });

  test("are moved to a position, to now, to the oldest update, and to a time", async () => {
    await using setup = await openApi();
    setup.start();
    const path = `/bots/${setup.bot}/consumers/default`;
    for (const text of ["one", "two", "three"]) setup.speak(text);
    await until(async () => (await setup.api.done("GET", path)).lag === 3);
    const move = async (to: unknown) => (await setup.api.done("POST", `${path}/move`, { to })).lag;
    assertEquals(await move("now"), 0);
    assertEquals(await move("all"), 3);
    const { position } = await setup.api.done("GET", path);
    assertEquals(await move({ position: position + 2 }), 1);
    assertEquals(await move({ time: "2001-01-01T00:00:00Z" }), 3);
    assertEquals(await move({ time: "9999-12-31T00:00:00Z" }), 0);
    assertEquals(await move({ position: Number.MAX_SAFE_INTEGER }), 0);
  });

  test("preview how many updates a move repeats or skips", async () => {
    await using setup = await openApi();
    setup.start();
    const path = `/bots/${setup.bot}/consumers/default`;
    for (const text of ["one", "two", "three"]) setup.speak(text);
    await until(async () => (await setup.api.done("GET", path)).lag === 3);
    const preview = async (query: string) => {
      const { repeats, skips } = await setup.api.done("GET", `${path}/move?${query}`);
      return [repeats, skips];
    };
    assertEquals(await preview("to=now"), [0, 3]);
    assertEquals(await preview("to=all"), [0, 0]);
    const { first_position } = (await setup.api.done("GET", `/bots/${setup.bot}`)).journal;
    assertEquals(await preview(`to=position&position=${first_position + 1}`), [0, 1]);
    await setup.api.done("POST", `${path}/move`, { to: "now" });
    assertEquals(await preview("to=time&time=2001-01-01T00:00:00Z"), [3, 0]);
    assertEquals((await setup.api.get(`${path}/move?to=time`)).status, 409);
  });

  test("show when their programs last called and last received updates", async () => {
    await using setup = await openApi();
    setup.start();
    const path = `/bots/${setup.bot}/consumers/default`;
    const seen = async () => {
      const { last_call, last_received } = await setup.api.done("GET", path);
      return [last_call !== null, last_received !== null];
    };
    const call = async (method: string) =>
      await (await fetch(`${setup.served.url}/bot${setup.upstream.bot.token}/${method}`)).json();
    assertEquals(await seen(), [false, false]);
    await call("getUpdates");
    assertEquals(await seen(), [true, false]);
    setup.speak("one");
    assertEquals((await call("getUpdates?timeout=50")).result.length, 1);
    assertEquals(await seen(), [true, true]);
    assertEquals((await setup.api.done("GET", path)).delivered, 1);
  });

  test("can be moved while a poll waits, which continues at the new position", async () => {
    await using setup = await openApi();
    setup.start();
    const path = `/bots/${setup.bot}/consumers/default`;
    setup.speak("one");
    await until(async () => (await setup.api.done("GET", path)).lag === 1);
    await setup.api.done("POST", `${path}/move`, { to: "now" });
    const url = `${setup.served.url}/bot${setup.upstream.bot.token}/getUpdates?timeout=50`;
    const poll = async () => (await (await fetch(url)).json()).result.length;
    const waiting = poll();
    await until(async () => (await setup.api.done("GET", "/system")).waiting_polls === 1);
    await setup.api.done("POST", `${path}/move`, { to: "all" });
    assertEquals([await waiting, await poll()], [0, 1]);
  });

  test("are disabled, with a reason, and enabled", async () => {
    await using setup = await openApi();
    const path = await addPush(setup);
    const change = async (body: object) => {
      const { disabled, disabled_reason } = await setup.api.done("PATCH", path, body);
      return [disabled, disabled_reason];
    };
    assertEquals(await change({ disabled: false }), [false, null]);
    assertEquals(await change({ disabled: true }), [true, "Disabled through the management API"]);
    assertEquals(await change({ disabled_reason: "The shop moves" }), [true, "The shop moves"]);
    assertEquals(await change({ sharing: "exclusive" }), [true, "The shop moves"]);
    assertEquals(await change({ disabled: false }), [false, null]);
    assertEquals((await setup.api.patch(path, { disabled_reason: "none" })).status, 409);
  });

  test("that are disabled answer 403 to getUpdates and setWebhook", async () => {
    await using setup = await openApi();
    setup.start();
    const path = `/bots/${setup.bot}/consumers/default`;
    const call = async (method: string) =>
      await (await fetch(`${setup.served.url}/bot${setup.upstream.bot.token}/${method}`)).json();
    const waiting = call("getUpdates?timeout=50");
    await until(async () => (await setup.api.done("GET", "/system")).waiting_polls === 1);
    await setup.api.done("PATCH", path, { disabled: true });
    assertEquals((await waiting).result, []);
    const description =
      "Forbidden: this consumer of BotMux is disabled; enable it in the console or with botmux consumer enable";
    const refusal = { ok: false, error_code: 403, description };
    assertEquals(await call("getUpdates"), refusal);
    assertEquals(await call("setWebhook?url=https://example.com/"), refusal);
    assertEquals((await call("deleteWebhook")).ok, true);
    assertEquals((await call("getMe")).ok, true);
    setup.speak("one");
    await until(async () => (await setup.api.done("GET", path)).lag === 1);
    assertEquals((await setup.api.done("GET", path)).disabled, true);
    await setup.api.done("PATCH", path, { disabled: false });
    assertEquals((await call("getUpdates")).result.length, 1);
  });

  test("name an invalid field, but never its value", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/consumers`;
    const cases: [unknown, string, status?: number][] = [
      [{}, "#/name"],
      [[], "#"],
      [{ name: "Shop" }, "#/name"],
      [{ name: "a", strange: 1 }, "#/strange"],
      [{ name: "a", push: { urls: ["ftp://shop.example/hunter2"] } }, "#/push/urls/0", 409],
      [
        { name: "a", push: { urls: ["https://a.example"], headers: { Host: "hunter2" } } },
        "#/push/headers/Host",
        409,
      ],
      [
        { name: "a", push: { urls: ["https://a.example"], secret_token: "hunter2 !" } },
        "#/push/secret_token",
      ],
      [{ name: "a", mode: "poll", push: { urls: ["https://a.example"] } }, "#/push", 409],
      [{ name: "a", filter: { updates: ["hunter2"] } }, "#/filter/updates/0"],
      [{ name: "a", start: { time: "2026-02-30T99:00:00Z" } }, "#/start/time"],
    ];
    for (const [body, pointer, status = 400] of cases) {
      const answer = await setup.api.post(path, body);
      assertEquals(answer.status, status, JSON.stringify(body));
      const pointers = answer.body.errors.map((error: { pointer: string }) => error.pointer);
      assert(pointers.includes(pointer), `${pointer} is not among ${pointers}`);
      assert(!JSON.stringify(answer.body).includes("hunter2"));
    }
  });

  test("answer 409 to contradictory fields", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/consumers`;
    assertEquals((await setup.api.post(path, { name: "default" })).status, 409);
    assertEquals((await setup.api.patch(`${path}/default`, { name: "other" })).status, 409);
    assertEquals((await setup.api.delete(`${path}/default`)).status, 409);
  });

  test("accept only JSON of limited size", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/consumers`;
    const headers = { "content-type": "text/plain" };
    assertEquals((await setup.api.call("POST", path, { name: "a" }, { headers })).status, 415);
    assertEquals((await setup.api.post(path, { name: "a".repeat(300_000) })).status, 413);
    assertEquals((await setup.api.call("POST", path)).status, 400);
  });

  test("survive a restart", async () => {
    await using setup = await openApi();
    const path = await addPush(setup);
    const before = await setup.api.done("GET", path);
    await setup.served.restart();
    assertEquals(await setup.api.done("GET", path), before);
  });
});
