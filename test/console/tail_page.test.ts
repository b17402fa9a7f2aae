import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";
import { until } from "../support/until.ts";

const password = "correct horse";
const hostile = `"><script>alert(1)</script>\u202E${"w".repeat(4_000)}`;

async function visitorOf(setup: ApiSetup, role: string, bots?: readonly number[]): Promise<ConsoleVisitor> {
  const name = `a-${role}`;
  await setup.api.done("POST", "/operators", { name, password, role, ...(bots ? { bots } : {}) });
  return await new ConsoleVisitor(setup.served.url).signIn(name, password);
}

/** Reads a stream of the API until it has said something. */
async function follow(
  setup: ApiSetup,
  key: string,
  query: string,
  ended: (text: string) => boolean,
): Promise<string> {
  const abort = new AbortController();
  const response = await fetch(`${setup.served.url}/api/v1/tail${query}`, {
    headers: { authorization: `Bearer ${key}` },
    signal: abort.signal,
  });
  let text = "";
  try {
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (ended(text)) break;
    }
  } finally {
    abort.abort();
  }
  return text;
}

describe("the live tail", () => {
  test("shows kept updates as plain text to those with access to the bot", async () => {
    await using setup = await openApi();
    setup.start();
    setup.speak(hostile);
    const visitor = await visitorOf(setup, "viewer");
    await until(async () => (await visitor.get("/live")).html.includes("wwww"));
    const { html } = await visitor.get("/live");
    assert(!html.includes("<script>alert"));
    assert((await visitor.get("/live?text=surely-nowhere")).html.includes('<ol id="tail-list"'));
    assert(!(await visitor.get("/live?type=call")).html.includes("wwww"));
    assertEquals((await visitor.get("/live?bot=x&type=y")).status, 200);
    const stranger = await visitorOf(setup, "manager", [1]);
    const seen = await stranger.get("/live");
    assert(seen.status === 200 && !seen.html.includes("wwww") && !seen.html.includes(String(setup.bot)));
  });

  test("streams a program's calls with their answers, and never a token", async () => {
    await using setup = await openApi();
    setup.start();
    const { token } = setup.upstream.bot;
    const { key } = await setup.api.done("POST", "/api-keys", { label: "", role: "viewer" });
    const timer = setInterval(() => {
      void fetch(`${setup.served.url}/bot${token}/sendMessage`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ chat_id: setup.upstream.group, text: `about ${token}` }),
      }).then((response) => response.body?.cancel());
    }, 20);
    const text = await follow(
      setup,
      key,
      "?type=call&name=sendmessage",
      (text) => text.includes("message_id"),
    );
    clearInterval(timer);
    const [, data = "{}"] = /^data: (.*)$/m.exec(text) ?? [];
    const entry = JSON.parse(data);
    assertEquals([entry.type, entry.bot, entry.name], ["call", setup.bot, "sendMessage"]);
    assertEquals(entry.content.chat_id, setup.upstream.group);
    assert(!text.includes(token.split(":")[1]!));
  });

  test("streams calls that BotMux answers itself, marked as such", async () => {
    await using setup = await openApi();
    const { token } = setup.upstream.bot;
    const { key } = await setup.api.done("POST", "/api-keys", { label: "", role: "viewer" });
    let isHeard = false;
    const calling = (async () => {
      while (!isHeard) {
        await (await fetch(`${setup.served.url}/bot${token}/getWebhookInfo`)).body?.cancel();
      }
    })();
    const text = await follow(setup, key, "", (text) => text.includes("pending_update_count"));
    isHeard = true;
    await calling;
    const { name, isOwn, status } = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? "{}");
    assertEquals([name, isOwn, status], ["getWebhookInfo", true, 200]);
  });
});
