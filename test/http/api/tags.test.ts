import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../../support/api_setup.ts";
import { openConversation } from "../../support/archived_conversation.ts";

interface Shown {
  readonly user_id: number;
  readonly tags: readonly { readonly name: string }[];
  readonly notes: number;
}

describe("tags through the management API", () => {
  test("are created, changed and removed by managers, and read by viewers", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/tags`;
    const manager = await setup.withRole("manager", [setup.bot]);
    const viewer = await setup.withRole("viewer", [setup.bot]);
    const tag = await manager.done("POST", path, { name: "VIP", color: "purple" });
    const ofChat = await manager.done("POST", path, { name: "VIP", color: "grey", chat: -5 });
    assertEquals([tag.chat, ofChat.chat], [null, -5]);
    assertEquals((await manager.post(path, { name: "vip", color: "red" })).status, 409);
    assertEquals((await viewer.post(path, { name: "b", color: "red" })).status, 403);
    const changed = await manager.done("PATCH", `${path}/${tag.id}`, { color: "green" });
    assertEquals((await viewer.done("GET", path)).items, [changed, ofChat]);
    await manager.done("DELETE", `${path}/${tag.id}`);
    assertEquals((await manager.delete(`${path}/${tag.id}`)).status, 404);
  });

  test("have a visible name and a known colour", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/tags`;
    for (const name of ["", " a", "a ", "a\nb", "x".repeat(51)]) {
      const answer = await setup.api.post(path, { name, color: "red" });
      assertEquals([answer.status, answer.body.errors[0].pointer], [400, "#/name"], JSON.stringify(name));
    }
    assertEquals((await setup.api.post(path, { name: "a", color: "#ff0000" })).status, 400);
  });

  test("are given to users, known or not, and list them", async () => {
    await using setup = await openApi();
    const { id } = await setup.api.done("POST", `/bots/${setup.bot}/tags`, { name: "VIP", color: "red" });
    for (const user of [7, 5]) await setup.api.done("PUT", `/bots/${setup.bot}/users/${user}/tags/${id}`);
    const first = await setup.api.done("GET", `/bots/${setup.bot}/tags/${id}/users?limit=1`);
    const rest = await setup.api.done("GET", `/bots/${setup.bot}/tags/${id}/users?after=${first.next}`);
    assertEquals([first, rest].map(({ items }) => items[0].user_id), [5, 7]);
    const { items } = await setup.api.done("GET", `/bots/${setup.bot}/users/7/tags`);
    assertEquals(items.map(({ name }: { name: string }) => name), ["VIP"]);
    await setup.api.done("DELETE", `/bots/${setup.bot}/users/7/tags/${id}`);
    assertEquals((await setup.api.delete(`/bots/${setup.bot}/users/7/tags/${id}`)).status, 404);
  });

  test("and notes show on archived users, who are found by them", async () => {
    await using talk = await openConversation();
    const { setup, archive, viewer } = talk;
    const { user } = setup.upstream;
    const { id } = await setup.api.done("POST", `/bots/${setup.bot}/tags`, { name: "VIP", color: "red" });
    const unused = await setup.api.done("POST", `/bots/${setup.bot}/tags`, { name: "b", color: "red" });
    await setup.api.done("PUT", `/bots/${setup.bot}/users/${user}/tags/${id}`);
    await setup.api.done("POST", `/bots/${setup.bot}/users/${user}/notes`, { text: "owes 5" });
    const { items } = await viewer.done("GET", `${archive}/users?tag=${id}&name=ada`);
    const one: Shown = await viewer.done("GET", `${archive}/users/${user}`);
    for (const shown of [...items, one]) {
      assertEquals(
        [shown.user_id, shown.tags.map(({ name }: { name: string }) => name), shown.notes],
        [user, ["VIP"], 1],
      );
    }
    assertEquals(items.length, 1);
    const untagged = (await viewer.done("GET", `${archive}/users`)).items.filter(
      ({ user_id }: Shown) => user_id !== user,
    );
    assert(untagged.every(({ tags, notes }: Shown) => tags.length === 0 && notes === 0));
    assertEquals((await viewer.done("GET", `${archive}/users?tag=${unused.id}`)).items, []);
    assertEquals((await viewer.get(`${archive}/users?tag=999`)).status, 404);
  });

  test("and notes are removed with a forgotten user, and with the bot", async () => {
    await using setup = await openApi({ archive: false });
    const bot = `/bots/${setup.bot}`;
    const { id } = await setup.api.done("POST", `${bot}/tags`, { name: "VIP", color: "red" });
    for (const user of [5, 7]) {
      await setup.api.done("PUT", `${bot}/users/${user}/tags/${id}`);
      await setup.api.done("POST", `${bot}/users/${user}/notes`, { text: "a note" });
    }
    await setup.api.done("DELETE", `${bot}/archive/users/5`);
    const left = async (user: number) => [
      (await setup.api.done("GET", `${bot}/users/${user}/tags`)).items.length,
      (await setup.api.done("GET", `${bot}/users/${user}/notes`)).items.length,
    ];
    assertEquals([await left(5), await left(7)], [[0, 0], [1, 1]]);
    await setup.api.done("DELETE", bot);
    await setup.api.done("POST", "/bots", { token: setup.upstream.bot.token });
    assertEquals([(await setup.api.done("GET", `${bot}/tags`)).items, await left(7)], [[], [0, 0]]);
  });

  test("of another bot do not exist", async () => {
    await using setup = await openApi();
    const other = setup.upstream.sandbox.addBot({ username: "other_bot", name: "Other" });
    await setup.api.done("POST", "/bots", { token: other.token });
    const { id } = await setup.api.done("POST", `/bots/${other.id}/tags`, { name: "secret", color: "red" });
    const manager = await setup.withRole("manager", [setup.bot]);
    for (
      const [method, path] of [
        ["PATCH", `tags/${id}`],
        ["DELETE", `tags/${id}`],
        ["GET", `tags/${id}/users`],
        ["PUT", `users/5/tags/${id}`],
        ["GET", `archive/users?tag=${id}`],
      ] as const
    ) {
      const body = method === "PATCH" ? { name: "b" } : undefined;
      const there = await manager.call(method, `/bots/${setup.bot}/${path}`, body);
      const absent = await manager.call(
        method,
        `/bots/${setup.bot}/${path.replace(String(id), "999")}`,
        body,
      );
      assertEquals([there.status, there.body], [404, absent.body], `${method} ${path}`);
    }
  });
});

describe("notes through the management API", () => {
  test("name their author, and are in the audit log without their text", async () => {
    await using setup = await openApi();
    const path = `/bots/${setup.bot}/users/5/notes`;
    const manager = await setup.withRole("manager", [setup.bot]);
    const note = await manager.done("POST", path, { text: "owes\n<b>5</b>" });
    assertEquals([note.text, note.author.kind, note.author.name], ["owes\n<b>5</b>", "api-key", "manager"]);
    assertEquals((await manager.done("GET", path)).items, [note]);
    await manager.done("DELETE", `${path}/${note.id}`);
    assertEquals((await manager.delete(`/bots/${setup.bot}/users/6/notes/${note.id}`)).status, 404);
    const { items } = await setup.api.done("GET", `/audit?bot=${setup.bot}`);
    const target = `bots/${setup.bot}/users/5/notes/${note.id}`;
    assertEquals(
      items.slice(1).map(({ action, target }: Record<string, string>) => [action, target]),
      [["removeNote", target], ["writeNote", target]],
    );
    assert(!JSON.stringify(items).includes("owes"));
  });

  test("have a text that is neither empty nor too long", async () => {
    await using setup = await openApi();
    for (const text of ["", "a\u0000b", "x".repeat(4_001)]) {
      const answer = await setup.api.post(`/bots/${setup.bot}/users/5/notes`, { text });
      assertEquals([answer.status, answer.body.errors[0].pointer], [400, "#/text"]);
    }
  });
});
