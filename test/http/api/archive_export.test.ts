import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { type ArchivedConversation, openConversation } from "../../support/archived_conversation.ts";

const hostile = "<script>alert(1)</script>";

/** Archives so many further messages of the group. */
async function speakMuch({ setup, archived }: ArchivedConversation, count: number): Promise<void> {
  for (let index = 1; index <= count; index++) setup.speak(`${hostile} ${index}`);
  await archived(`${hostile} ${count}`);
}

describe("the export of a chat through the management API", () => {
  test("contains every message once, oldest first, as one JSON object per line", async () => {
    await using talk = await openConversation();
    await speakMuch(talk, 1_100);
    const answer = await talk.viewer.get(`${talk.chat}/export`);
    assertEquals(answer.headers.get("content-type"), "application/jsonl");
    const ids = String(answer.body).trimEnd().split("\n").map((line) => JSON.parse(line).message_id);
    assertEquals(ids.length, 1_103);
    assertEquals(ids, [...new Set(ids)].sort((left, right) => left - right));
  });

  test("writes a message as the rest of the API does", async () => {
    await using talk = await openConversation();
    const lines = String((await talk.viewer.get(`${talk.chat}/export`)).body).trimEnd().split("\n");
    const { items } = (await talk.viewer.get(`${talk.chat}/messages`)).body;
    assertEquals(lines.map((line) => JSON.parse(line)), items.toReversed());
  });

  test("is a complete page in which nothing can run", async () => {
    await using talk = await openConversation();
    talk.setup.speak(hostile);
    await talk.archived(hostile);
    const { headers, body } = await talk.viewer.get(`${talk.chat}/export?format=html`);
    assertStringIncludes(body, "Where is the invoice?");
    assert(!body.includes("<script"), "What people wrote is markup");
    assertMatch(body, /<\/html>\n$/);
    assertMatch(headers.get("content-security-policy") ?? "", /^sandbox; default-src 'none';/);
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertMatch(headers.get("content-disposition") ?? "", /^attachment; filename="chat-?\d+\.html"$/);
    assertEquals(headers.get("cache-control"), "no-store");
  });

  test("is recorded in the audit log with the actor", async () => {
    await using talk = await openConversation();
    await talk.viewer.get(`${talk.chat}/export`);
    const { items } = await talk.setup.api.done("GET", "/audit?limit=5") as {
      items: { action: string; target: string }[];
    };
    assertEquals(items.filter(({ action }) => action === "exportArchivedChat").map(({ target }) => target), [
      `${talk.chat}/export`.slice(1),
    ]);
  });

  test("answers HEAD without creating the export", async () => {
    await using talk = await openConversation();
    const { status, body } = await talk.viewer.call("HEAD", `${talk.chat}/export`);
    assertEquals([status, body], [200, undefined]);
  });

  test("survives a reader that disconnects", async () => {
    await using talk = await openConversation();
    await speakMuch(talk, 1_100);
    const aborter = new AbortController();
    const path = `${talk.setup.served.url}/api/v1${talk.chat}/export`;
    const { key } = await talk.setup.api.done("POST", "/api-keys", { label: "", role: "viewer" });
    const headers = { authorization: `Bearer ${key}` };
    const { body } = await fetch(path, { headers, signal: aborter.signal });
    await body?.getReader().read();
    aborter.abort();
    assertEquals((await talk.viewer.get(`${talk.chat}/messages`)).status, 200);
  });
});
