import { assert, assertEquals } from "@std/assert";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { testApiKey } from "../../support/api_client.ts";
import { openApi } from "../../support/api_setup.ts";
import { openConversation } from "../../support/archived_conversation.ts";

describe("deleting through the management API", () => {
  test("a chat deletes everything archived of it, and is for managers", async () => {
    await using talk = await openConversation();
    assertEquals((await talk.viewer.delete(talk.chat)).status, 403);
    const manager = await talk.setup.withRole("manager", [talk.setup.bot]);
    assertEquals((await manager.delete(talk.chat)).status, 204);
    assertEquals((await talk.viewer.get(talk.chat)).status, 404);
    assertEquals((await talk.viewer.done("GET", `${talk.archive}/search`)).items, []);
  });

  test("a user deletes their messages from archive and journal, and leaves those of others", async () => {
    await using talk = await openConversation();
    const { user, bot } = talk.setup.upstream;
    const outcome = await talk.setup.api.done("DELETE", `${talk.archive}/users/${user}`);
    assert(outcome.removed >= 3, `removed ${outcome.removed}`);
    assertEquals((await talk.viewer.get(`${talk.archive}/users/${user}`)).status, 404);
    const { items } = await talk.viewer.done("GET", `${talk.chat}/messages`);
    assertEquals(items.map(({ message_id }: { message_id: number }) => message_id), [talk.answer]);
    const updates = await (await fetch(`${talk.setup.served.url}/bot${bot.token}/getUpdates`)).text();
    assert(!updates.includes("invoice"), updates);
  });

  test("a user clears the bot's cached files", async () => {
    await using talk = await openConversation();
    const { message: { message } } = await talk.viewer.done("GET", `${talk.chat}/messages/${talk.photo}`);
    const path = `/api/v1/bots/${talk.setup.bot}/files/${message.photo[0].file_id}`;
    const headers = { authorization: `Bearer ${testApiKey}` };
    const shown = await fetch(talk.setup.served.url + path, { headers });
    await shown.arrayBuffer();
    const folder = join(talk.setup.served.dataDir, "files");
    assertEquals((await readdir(folder)).length, 1);
    await talk.setup.api.done("DELETE", `${talk.archive}/users/${talk.setup.upstream.user}`);
    assertEquals(await readdir(folder), []);
  });

  test("a user deletes their updates from the journal even without an archive", async () => {
    await using setup = await openApi({ archive: false });
    setup.start();
    setup.speak("a secret");
    const poll = `${setup.served.url}/bot${setup.upstream.bot.token}/getUpdates`;
    const updates = await (await fetch(`${poll}?timeout=20`)).text();
    assert(updates.includes("a secret"), updates);
    const path = `/bots/${setup.bot}/archive/users/${setup.upstream.user}`;
    assertEquals(await setup.api.done("DELETE", path), { removed: 0, rewritten: 0 });
    const left = await (await fetch(poll)).text();
    assert(!left.includes("a secret"), left);
  });
});
