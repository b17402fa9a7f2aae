import { assertEquals, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { openRouting, type RoutingSetup } from "../../support/routing_setup.ts";

async function keyFor({ api }: RoutingSetup, role: string, bots: readonly number[]) {
  const { key } = await api.done("POST", "/api-keys", { label: role, role, bots });
  return api.as(key);
}

const stop = { actions: [{ do: "stop" }] };

describe("rules in the management API", () => {
  test("are created, shown, changed, reordered and removed", async () => {
    await using setup = await openRouting();
    const { api, front, desk, group } = setup;
    const path = `/bots/${front.id}/routes`;
    const copy = { do: "copy", to: [{ bot: desk.id, chat: group }] };
    const made = await api.done("POST", path, { name: "a", when: { text: "x" }, actions: [copy] });
    assertEquals([made.place, made.declared, made.when], [1, false, { text: "x" }]);
    const second = await api.done("POST", path, { name: "b", ...stop });
    const changed = await api.done("PATCH", `${path}/${made.id}`, { when: null, enabled: false });
    assertEquals([changed.when, changed.enabled, changed.actions], [undefined, false, [copy]]);
    await api.done("PUT", `/bots/${front.id}/route-order`, { routes: [second.id, made.id] });
    const { items } = await api.done("GET", path);
    assertEquals(items.map(({ name }: { name: string }) => name), ["b", "a"]);
    assertEquals((await api.post(path, { name: "a", ...stop })).status, 409);
    await api.done("DELETE", `${path}/${made.id}`);
    assertEquals((await api.get(`${path}/${made.id}`)).status, 404);
  });

  test("that are invalid are refused with a pointer to the error", async () => {
    await using setup = await openRouting();
    const { api, front, group } = setup;
    const path = `/bots/${front.id}/routes`;
    for (
      const [rule, pointer, code, detail] of [
        [
          { when: { text: "(?<=a)b" }, actions: stop.actions },
          "#/when/text",
          "field_pattern_backtracks",
          "(?<=…) не поддерживается: с ним поиск может стать медленным",
        ],
        [
          { actions: [{ do: "answer", text: "{nobody}" }] },
          "#/actions/0/text",
          "field_placeholder_unknown",
          "нет подстановки {nobody} (символ 1). Есть text,",
        ],
        [
          { actions: [{ do: "copy", to: [{ bot: 5, chat: group }] }] },
          "#/actions/0/to/0/bot",
          "field_not_a_bot",
          "должен быть один из ваших ботов",
        ],
        [
          { intent: "x", fallback: true, actions: stop.actions },
          "#/fallback",
          "field_fallback_with_intent",
          "не указывайте вместе с `intent`: такое правило выбирает модель",
        ],
      ] as const
    ) {
      const answer = await api.call("POST", path, { name: "r", ...rule }, {
        headers: { "accept-language": "ru" },
      });
      const [error] = answer.body.errors;
      assertEquals([answer.status, error.pointer, error.code], [409, pointer, code]);
      assertStringIncludes(error.detail, detail);
    }
    let deep: unknown = { text: "x" };
    for (let depth = 0; depth < 5_000; depth++) deep = { not: deep };
    assertEquals((await api.post(path, { name: "r", when: deep, ...stop })).status, 400);
  });

  test("do not reveal that a hidden bot exists", async () => {
    await using setup = await openRouting();
    const { sandbox, api, front, desk, third, group, customer } = setup;
    const id = await setup.addRoute(front.id, {
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }],
    });
    sandbox.speak({ from: customer, bot: front.id, text: "hi" });
    await setup.traces(front.id, 1);
    const path = `/bots/${front.id}/routes`;
    const limited = await keyFor(setup, "manager", [front.id, third.id]);
    assertEquals((await limited.done("GET", path)).items, []);
    assertEquals((await limited.done("GET", `/bots/${front.id}/route-traces`)).items, []);
    for (const method of ["GET", "DELETE"]) {
      assertEquals((await limited.call(method, `${path}/${id}`)).status, 404);
    }
    assertEquals((await limited.patch(`${path}/${id}`, { enabled: false })).status, 404);
    const order = await limited.call("PUT", `/bots/${front.id}/route-order`, { routes: [id] });
    assertEquals(order.status, 409);
    const known = await limited.post(path, {
      name: "to a stranger",
      actions: [{ do: "copy", to: [{ bot: desk.id, chat: group }] }],
    });
    const unknown = await limited.post(path, {
      name: "to a stranger",
      actions: [{ do: "copy", to: [{ bot: 424242, chat: group }] }],
    });
    assertEquals(known.body, unknown.body);
    const update = {
      update_id: 1,
      message: { message_id: 9, chat: { id: customer, type: "private" }, text: "x" },
    };
    const trial = await limited.done("POST", "/routes/test", { bot: front.id, update });
    assertEquals([trial.rules, trial.sends], [[], []]);
    assertEquals((await limited.post("/routes/test", { bot: desk.id, update })).status, 404);
    const all = await keyFor(setup, "viewer", [front.id, desk.id]);
    assertEquals((await all.done("GET", path)).items.length, 1);
    assertEquals((await all.delete(`${path}/${id}`)).status, 403);
    assertEquals((await api.done("GET", path)).items.length, 1);
  });

  test("can be tested: matches and messages are reported, and nothing is sent", async () => {
    await using setup = await openRouting();
    const { api, front, desk, group, customer } = setup;
    await setup.addRoute(front.id, {
      name: "invoices",
      when: { any: [{ text: "invoice" }, { commands: ["pay"] }] },
      actions: [
        { do: "text", text: "{sender.name}: {text}", to: [{ bot: desk.id, chat: group }] },
        { do: "stop" },
      ],
    });
    await setup.addRoute(front.id, { name: "rest", actions: [{ do: "answer", text: "Hm" }] });
    const message = {
      message_id: 9,
      date: 1,
      chat: { id: customer, type: "private", first_name: "Ada" },
      from: { id: customer, is_bot: false, first_name: "Ada" },
      text: "my INVOICE < 5",
    };
    const trial = await api.done("POST", "/routes/test", {
      bot: front.id,
      update: { update_id: 5, message },
    });
    assertEquals(
      trial.rules.map(({ name, matches }: { name: string; matches: boolean }) => [name, matches]),
      [
        ["invoices", true],
        ["rest", true],
      ],
    );
    assertEquals(trial.rules[0].leaves, [
      { path: "/any/0/text", holds: true },
      { path: "/any/1/commands", holds: false },
    ]);
    assertEquals(
      trial.sends.map(({ does, bot, chat_id, text }: Record<string, unknown>) => [does, bot, chat_id, text]),
      [
        ["text", desk.id, group, "Ada: my INVOICE < 5"],
      ],
    );
    assertEquals((await api.post("/routes/test", { bot: front.id, update: { message } })).status, 409);
    assertEquals(setup.historyOf(group), []);
  });
});
