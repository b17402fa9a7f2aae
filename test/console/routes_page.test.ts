import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";

const password = "correct horse";

async function visitorOf(setup: ApiSetup, role: string): Promise<ConsoleVisitor> {
  const name = `a-${role}`;
  await setup.api.done("POST", "/operators", { name, password, role });
  return await new ConsoleVisitor(setup.served.url).signIn(name, password);
}

const form = {
  name: "Support",
  enabled: "yes",
  intent: "",
  when: '{ "all": [{ "text": "help" }, { "not": { "commands": ["start"] } }] }',
  actions: '[{ "do": "copy", "to": [{ "chat": -100 }] }]',
};

describe("the pages of routing", () => {
  test("add a rule, change it, disable it and remove it", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    const path = `/bots/${setup.bot}/routes`;
    assertEquals((await visitor.post(`${path}/new`, form)).location, `${path}?said=routing.said.added`);
    const [route] = (await setup.api.done("GET", path)).items;
    assertEquals([route.name, route.enabled, route.when, route.actions], [
      "Support",
      true,
      JSON.parse(form.when),
      JSON.parse(form.actions),
    ]);
    assertMatch((await visitor.get(path)).html, /Support[\s\S]*help[\s\S]*-100/);
    assert((await visitor.get(`${path}/${route.id}`)).html.includes("help"));
    await visitor.post(`${path}/${route.id}`, { ...form, name: "Desk", when: "" });
    await visitor.post(`${path}/${route.id}/switch`, { enabled: "no" });
    const changed = await setup.api.done("GET", `${path}/${route.id}`);
    assertEquals([changed.name, changed.enabled, changed.when], ["Desk", false, undefined]);
    await visitor.post(`${path}/${route.id}/removal`, {});
    assertEquals((await setup.api.done("GET", path)).items, []);
  });

  test("show beside the field what is wrong with a rule, and keep the input", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    const path = `/bots/${setup.bot}/routes/new`;
    const deep = '{"not":'.repeat(1_000) + '{"text":"a"}' + "}".repeat(1_000);
    for (const when of ["not json", '{"text":"(?=a)"}', '{"colour":"red"}', deep]) {
      const { status, html } = await visitor.post(path, { ...form, when });
      assert(status === 400 || status === 409, `${status} ${when.slice(0, 20)}`);
      assert(html.includes('id="field-when-error"'), when.slice(0, 20));
      assert(html.includes("Support"));
    }
    const { html } = await visitor.post(path, { ...form, actions: '[{"do":"copy","to":[{"chat":"x"}]}]' });
    assert(html.includes('id="field-actions-error"'));
  });

  test("reorder rules relative to their neighbours", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "manager");
    const path = `/bots/${setup.bot}/routes`;
    for (const name of ["a", "b", "c"]) await visitor.post(`${path}/new`, { ...form, name });
    const { html } = await visitor.get(path);
    const forms = [...html.matchAll(/routes\/order"[^>]*>((?:<input[^>]*>)*)/g)].map(([, inputs = ""]) =>
      [...inputs.matchAll(/value="(\d+)"/g)].map(([, id]) => id)
    );
    assertEquals(forms.map((ids) => ids.length), [0, 2, 2, 2, 2, 0]);
    const order = new URLSearchParams(forms[1]!.map((id) => ["routes", id!]));
    await fetch(`${setup.served.url}/api/v1/bots/${setup.bot}/route-order`, {
      method: "PUT",
      headers: {
        authorization: "Bearer bmx_test-key-with-every-right-0123456789",
        "content-type": "application/json",
      },
      body: JSON.stringify({ routes: order.getAll("routes").map(Number) }),
    });
    const { items } = await setup.api.done("GET", path);
    assertEquals(items.map(({ name }: { name: string }) => name), ["b", "a", "c"]);
  });

  test("try an update without sending anything", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    await setup.api.done("POST", `/bots/${setup.bot}/routes`, {
      name: "Support",
      when: { text: "help" },
      actions: [{ do: "copy", to: [{ chat: -100 }] }],
    });
    const path = `/bots/${setup.bot}/routes/test`;
    const update = {
      update_id: 1,
      message: {
        message_id: 1,
        date: 1,
        chat: { id: 5, type: "private" },
        from: { id: 5, is_bot: false, first_name: "A" },
        text: "help me",
      },
    };
    assertMatch(
      (await visitor.post(path, { update: JSON.stringify(update) })).html,
      /matches<\/span>[\s\S]*Support/,
    );
    const refused = await visitor.post(path, { update: "{" });
    assert(refused.status === 400 && refused.html.includes('id="field-update-error"'));
  });

  test("show viewers the rules without controls, and refuse changes", async () => {
    await using setup = await openApi();
    const visitor = await visitorOf(setup, "viewer");
    const { id } = await setup.api.done("POST", `/bots/${setup.bot}/routes`, {
      name: `"><script>alert(1)</script>`,
      actions: [{ do: "stop" }],
    });
    const path = `/bots/${setup.bot}/routes`;
    const { html } = await visitor.get(path);
    assert(!/routes\/new|routes\/order|\/switch/.test(html) && !html.includes("<script>alert"));
    assert(!(await visitor.get(`${path}/${id}`)).html.includes("/removal"));
    assertEquals((await visitor.get(`${path}/new`)).status, 403);
    assertEquals((await visitor.post(`${path}/${id}/removal`, {})).status, 403);
  });
});
