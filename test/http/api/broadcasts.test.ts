import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { ApiClient } from "../../support/api_client.ts";
import { type ApiSetup, openApi } from "../../support/api_setup.ts";
import { until } from "../../support/until.ts";

const message = { method: "sendMessage", parameters: { text: "Hello {first_name|friend}" } };

/** People who have written to the bot, so that it may write to them. */
function addPeople({ upstream }: ApiSetup, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const { id } = upstream.sandbox.addUser({ firstName: `P${index}` });
    upstream.sandbox.speak({ from: id, bot: upstream.bot.id, text: "/start" });
    return id;
  });
}

async function finished(api: ApiClient, path: string) {
  let found = await api.done("GET", path);
  await until(async () => {
    found = await api.done("GET", path);
    return found.state === "finished" || found.state === "paused";
  });
  return found;
}

describe("broadcasts through the management API", () => {
  test("send a message to each named chat once, and list what came of it", async () => {
    await using setup = await openApi();
    setup.start();
    const people = addPeople(setup, 5);
    const path = `/bots/${setup.bot}/broadcasts`;
    const chats = [...people, people[0]!, 999_999];
    const added = await setup.api.done("POST", path, { ...message, audience: { kind: "chats", chats } });
    assertEquals([added.total, added.kind], [6, "send"]);
    const done = await finished(setup.api, `${path}/${added.id}`);
    assertEquals(
      [done.state, done.sent, done.failed, done.remaining, done.failures],
      ["finished", 5, 1, 0, { chat_not_found: 1 }],
    );
    const { items } = await setup.api.done("GET", `${path}/${added.id}/recipients?state=sent`);
    assertEquals(items.map(({ chat }: { chat: number }) => chat), people.toSorted((a, b) => a - b));
    assert(items.every(({ message_ids: ids }: { message_ids: number[] }) => ids.length === 1));
    const again = await setup.api.done("POST", path, { ...message, audience: { kind: "chats", chats } });
    assertEquals([again.total, again.left_out], [5, 1]);
  });

  test("go to the private chats of the archive, by name", async () => {
    await using setup = await openApi();
    setup.start();
    addPeople(setup, 3);
    const path = `/bots/${setup.bot}/broadcasts`;
    const audience = { kind: "private" };
    let preview = await setup.api.done("POST", `${path}/preview`, { ...message, audience });
    await until(async () => {
      preview = await setup.api.done("POST", `${path}/preview`, { ...message, audience });
      return preview.audience === 3;
    });
    assert(/^Hello P[012]$/.test(preview.example.parameters.text));
    const { id } = await setup.api.done("POST", path, { ...message, audience });
    const done = await finished(setup.api, `${path}/${id}`);
    assertEquals([done.state, done.total], ["finished", preview.audience]);
  });

  test("go to the users with a tag", async () => {
    await using setup = await openApi();
    setup.start();
    const [person] = addPeople(setup, 1);
    const tag = await setup.api.done("POST", `/bots/${setup.bot}/tags`, { name: "VIP", color: "red" });
    await setup.api.done("PUT", `/bots/${setup.bot}/users/${person}/tags/${tag.id}`);
    const path = `/bots/${setup.bot}/broadcasts`;
    const { id } = await setup.api.done("POST", path, { ...message, audience: { kind: "tag", tag: tag.id } });
    assertEquals((await finished(setup.api, `${path}/${id}`)).sent, 1);
  });

  test("are drafts until they are resumed, and can be paused, resumed and cancelled", async () => {
    await using setup = await openApi();
    setup.start();
    const people = addPeople(setup, 60);
    const path = `/bots/${setup.bot}/broadcasts`;
    const audience = { kind: "chats", chats: people.slice(0, 30) };
    const { id, state } = await setup.api.done("POST", path, { ...message, audience, draft: true });
    assertEquals(state, "draft");
    assertEquals(
      (await setup.api.done("POST", `${path}/${id}/chats`, { chats: people.slice(20) })).added,
      30,
    );
    assertEquals((await setup.api.post(`${path}/${id}/pause`)).status, 409);
    await setup.api.done("POST", `${path}/${id}/resume`);
    await until(async () => (await setup.api.done("GET", `${path}/${id}`)).sent > 0);
    const paused = await setup.api.done("POST", `${path}/${id}/pause`);
    assertEquals([paused.state, paused.reason, paused.sent + paused.remaining], [
      "paused",
      "by_operator",
      60,
    ]);
    assert(paused.remaining > 0);
    assertEquals((await setup.api.post(`${path}/${id}/chats`, { chats: [1] })).status, 409);
    await setup.api.done("POST", `${path}/${id}/resume`);
    const cancelled = await setup.api.done("POST", `${path}/${id}/cancel`);
    assertEquals([cancelled.state, cancelled.uncertain], ["cancelled", 0]);
    await setup.api.done("DELETE", `${path}/${id}`);
    assertEquals((await setup.api.get(`${path}/${id}`)).status, 404);
  });

  test("send nothing in their quiet hours, and let others of the bot go meanwhile", async () => {
    await using setup = await openApi();
    setup.start();
    const audience = { kind: "chats", chats: addPeople(setup, 2) };
    const path = `/bots/${setup.bot}/broadcasts`;
    const quiet_hours = { zone: "UTC", from: "00:00", to: "24:00" };
    const { id } = await setup.api.done("POST", path, { ...message, audience, quiet_hours });
    const other = await setup.api.done("POST", path, { ...message, audience });
    assertEquals((await finished(setup.api, `${path}/${other.id}`)).sent, 2);
    const waiting = await setup.api.done("GET", `${path}/${id}`);
    assertEquals([waiting.state, waiting.sent, waiting.remaining], ["quiet", 0, 2]);
  });

  test("are paused when Telegram rejects the token, with nobody lost", async () => {
    await using setup = await openApi();
    setup.start();
    const audience = { kind: "chats", chats: addPeople(setup, 2) };
    const path = `/bots/${setup.bot}/broadcasts`;
    setup.upstream.sandbox.faults.add({ method: "sendMessage", status: 401, description: "Unauthorized" });
    const { id } = await setup.api.done("POST", path, { ...message, audience });
    const paused = await finished(setup.api, `${path}/${id}`);
    assertEquals([paused.state, paused.reason, paused.remaining], ["paused", "token_rejected", 2]);
  });

  test("are refused for parameters that each recipient sets, and for wrong placeholders", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/broadcasts`;
    const audience = { kind: "chats", chats: [1] };
    const refused = async (parameters: object) =>
      (await setup.api.post(path, { method: "sendMessage", parameters, audience })).body.errors[0];
    assertEquals((await refused({ chat_id: 1, text: "a" })).pointer, "#/parameters/chat_id");
    assertEquals((await refused({ text: "{name}" })).code, "field_placeholder_unknown");
    const other = { method: "banChatMember", parameters: {}, audience };
    assertEquals((await setup.api.post(path, other)).status, 400);
    const quiet = { ...message, audience, quiet_hours: { zone: "Mars/Base", from: "22:00", to: "08:00" } };
    assertEquals((await setup.api.post(path, quiet)).body.errors[0].pointer, "#/quiet_hours/zone");
  });

  test("need a manager", async () => {
    await using setup = await openApi();
    const viewer = await setup.withRole("viewer", [setup.bot]);
    assertEquals((await viewer.get(`/bots/${setup.bot}/broadcasts`)).status, 403);
  });

  test("send a test to one chat", async () => {
    await using setup = await openApi();
    setup.start();
    const [person] = addPeople(setup, 1);
    const path = `/bots/${setup.bot}/broadcasts/test`;
    await setup.api.done("POST", path, { ...message, chat: person });
    assertEquals((await setup.api.post(path, { ...message, chat: 999_999 })).status, 409);
  });

  test("have their messages edited and deleted by broadcasts of their own", async () => {
    await using setup = await openApi();
    setup.start();
    const chats = addPeople(setup, 3);
    const path = `/bots/${setup.bot}/broadcasts`;
    const { id } = await setup.api.done("POST", path, { ...message, audience: { kind: "chats", chats } });
    await finished(setup.api, `${path}/${id}`);
    const edit = { method: "editMessageText", parameters: { text: "Bye {first_name}" } };
    const edited = await setup.api.done("POST", `${path}/${id}/edit`, edit);
    const done = await finished(setup.api, `${path}/${edited.id}`);
    assertEquals([done.kind, done.sent, done.total], ["edit", 3, 3]);
    const deleted = await setup.api.done("POST", `${path}/${id}/delete`);
    assertEquals((await finished(setup.api, `${path}/${deleted.id}`)).sent, 3);
    const again = await setup.api.done("POST", `${path}/${id}/edit`, edit);
    const gone = await finished(setup.api, `${path}/${again.id}`);
    assertEquals([gone.failed, gone.failures], [3, { message_gone: 3 }]);
    assertEquals((await setup.api.post(`${path}/${again.id}/delete`)).status, 409);
  });

  test("are paused when the message itself is rejected again and again", async () => {
    await using setup = await openApi();
    setup.start();
    const chats = addPeople(setup, 40);
    const path = `/bots/${setup.bot}/broadcasts`;
    const parameters = { text: "<b>", parse_mode: "HTML" };
    const { id } = await setup.api.done("POST", path, {
      method: "sendMessage",
      parameters,
      audience: { kind: "chats", chats },
    });
    const paused = await finished(setup.api, `${path}/${id}`);
    assertEquals([paused.state, paused.reason], ["paused", "message_rejected"]);
    assert(paused.remaining > 0);
    assert(paused.detail.includes("parse"));
  });
});
