import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { ApiClient, testApiKey } from "../support/api_client.ts";
import { serveGivenUpdates } from "../support/given_updates.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";

const botId = 123456;
const token = `${botId}:${"A".repeat(35)}`;
const chat = { id: 42, type: "private", first_name: "Ann" };

/** JSON that is valid, and nested deeper than any Bot API server sends. */
const deep: Readonly<Record<string, string>> = {
  "lists 3000 deep": nest("[", "", "]", 3_000),
  "lists 30000 deep": nest("[", "", "]", 30_000),
  "objects 10000 deep": nest('{"a":', "1", "}", 10_000),
  "lists 100000 deep": nest("[", "", "]", 100_000),
  "lists 1000000 deep": nest("[", "", "]", 1_000_000),
  "objects 100000 deep": nest('{"a":', "1", "}", 100_000),
  "objects 1000000 deep": nest('{"a":', "null", "}", 1_000_000),
};

function nest(open: string, inner: string, close: string, depth: number): string {
  return open.repeat(depth) + inner + close.repeat(depth);
}

/** Says where megabytes of text differ, not how. */
function assertSame(actual: string, expected: string): void {
  let at = 0;
  while (at < expected.length && actual[at] === expected[at]) at++;
  assertEquals([at, actual.length, actual.slice(at, at + 50)], [expected.length, expected.length, ""]);
}

function message(id: number, more: string): string {
  const known = {
    message_id: id,
    date: Math.floor(Date.now() / 1000),
    chat,
    from: { ...chat, is_bot: false },
  };
  return `{"update_id":${id},\n"message":${JSON.stringify(known).slice(0, -1)},${more}}}`;
}

/** An answer to getUpdates with more bytes than this ends with the update that exceeds it. */
const shortAnswerBytes = 4_000_000;
/** Answers of calls with more bytes than this are not archived. */
const archivedBytes = 60_000;

/** Messages that are answers to answers. */
function replies(depth: number): string {
  const reply = `"reply_to_message":{"message_id":1,"date":1,"chat":{"id":42,"type":"private"},"text":"r",`;
  return `"text":"deeply answered",${reply.repeat(depth)}"a":1${"}".repeat(depth)}`;
}

for (const [name, json] of [...Object.entries(deep), ["replies 3000 deep", ""] as const]) {
  describe(`an update with ${name}`, () => {
    test("passes byte for byte; archive, search and routing go on", async () => {
      const first = message(
        1,
        json === "" ? replies(3_000) : `"text":"deeply answered","nothing":null,"future":${json}`,
      );
      const updates = [first, message(2, '"text":"laterword"')];
      await using upstream = await serveGivenUpdates(botId, updates);
      await using served = await ServedBotmux.open({
        upstream: upstream.url,
        bots: [token],
        apiKey: testApiKey,
        routes: [{
          botId,
          rules: [{
            name: "hide",
            when: { text: "laterword" },
            actions: [{ do: "drop", consumers: ["default"] }],
          }],
        }],
      });
      const { archive } = served.botmux;
      const ask = (consumer: string) =>
        fetch(`${served.url}/tgapi${consumer}/bot${token}/getUpdates?timeout=5`);
      await served.botmux.registry.addConsumer(botId, { name: "all", start: "all" });
      served.start();
      await until(async () => (await archive!.search({ text: "laterword" })).items.length === 1);
      const expected = first.length > shortAnswerBytes ? [first] : updates;
      assertSame(await (await ask("/c/all")).text(), `{"ok":true,"result":[${expected.join(",")}]}`);
      assertSame(await (await ask("")).text(), `{"ok":true,"result":[${first}]}`);
      const { items } = await archive!.messages({ botId, chatId: chat.id });
      assertEquals(items.map(({ message }) => message.text), ["laterword", "deeply answered"]);
      assertEquals((await archive!.search({ text: "deeply" })).items.length, 1);
      const api = await ApiClient.open(served.url);
      assertEquals((await api.get(`/bots/${botId}/archive/chats/${chat.id}/messages`)).status, 200);
      assertEquals((await fetch(`${served.url}/readyz`)).status, 200);
    });
  });
}

for (const [name, json] of Object.entries(deep)) {
  describe(`JSON with ${name}`, () => {
    test("in a call and its answer passes byte for byte, and a short one is archived", async () => {
      const sent = { message_id: 7, date: 1_700_000_000, chat, text: "sent" };
      const result = `${JSON.stringify(sent).slice(0, -1)},"future":${json}}`;
      await using upstream = await serveGivenUpdates(botId, [], result);
      await using served = await ServedBotmux.open({ upstream: upstream.url, bots: [token] });
      const { archive } = served.botmux;
      served.start();
      const response = await fetch(`${served.url}/bot${token}/sendMessage`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: `{"chat_id":42,"text":"sent","future":${json}}`,
      });
      assertSame(await response.text(), `{"ok":true,"result":${result}}`);
      if (json.length > archivedBytes + 100) return;
      await until(async () => (await archive!.search({ text: "sent" })).items.length === 1);
      assertEquals((await archive!.messages({ botId, chatId: chat.id })).items[0]?.message.text, "sent");
    });

    test("is refused by the management API with 400 or 413", async () => {
      await using served = await ServedBotmux.open({
        upstream: "http://127.0.0.1:9",
        bots: [token],
        apiKey: testApiKey,
      });
      const response = await fetch(`${served.url}/api/v1/bots/${botId}/consumers`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${testApiKey}` },
        body: `{"name":"x","filter":${json}}`,
      });
      assert([400, 413].includes(response.status), String(response.status));
      assertEquals(response.headers.get("content-type"), "application/problem+json");
      await response.body?.cancel();
    });
  });
}
