import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { CallListener, OwnAnswer } from "../../src/tgapi/calls/call_listener.ts";
import { accessToken, realToken, serveDoor } from "../support/bot_api_door.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

/** What is told of the answers to some calls, and what upstream was asked. */
async function told(paths: readonly string[], isListening = true) {
  const answers: OwnAnswer[] = [];
  const listener: Partial<CallListener> = {
    isListening,
    answeredHere: (answer) => answers.push(answer),
  };
  await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":true}'));
  const scope = { methods: ["sendmessage"], chats: [1] };
  await using door = await serveDoor(upstream.url, { listener, scope });
  for (const path of paths) await (await fetch(door.url + path)).body?.cancel();
  return {
    answers: answers.map(({ method, status, parameters, answer }) => ({
      method,
      status,
      parameters: parameters && Object.fromEntries(parameters.values),
      answer,
    })),
    asked: upstream.requests.length,
    proxied: door.proxied,
  };
}

describe("A listener of calls", () => {
  test("receives calls that BotMux answers itself, except polls", async () => {
    const { answers, asked } = await told([
      `/bot${realToken}/SetWebhook?url=https://shop.example/x`,
      `/bot${realToken}/getUpdates`,
      `/bot${realToken}/logOut`,
    ]);
    assertEquals(answers, [
      {
        method: "setwebhook",
        status: 200,
        parameters: { url: "https://shop.example/x" },
        answer: { ok: true, result: true, description: "Webhook was set" },
      },
      { method: "logout", status: 200, parameters: {}, answer: { ok: true, result: true } },
    ]);
    assertEquals(asked, 0);
  });

  test("receives every refusal with its description", async () => {
    const { answers, asked } = await told([
      `/bot${realToken}/setWebhook?url=ftp://shop.example`,
      `/bot${accessToken}/deleteMessage`,
      `/bot${accessToken}/sendMessage?chat_id=2`,
      `/bot${realToken}/no-method`,
    ]);
    assertEquals(answers.map(({ method, status }) => [method, status]), [
      ["setwebhook", 400],
      ["deletemessage", 404],
      ["sendmessage", 403],
      ["no-method", 404],
    ]);
    assertEquals(answers[2]?.answer, {
      ok: false,
      error_code: 403,
      description: "Forbidden: this access token may not use this chat",
    });
    assertEquals(asked, 0);
  });

  test("is not told of what upstream answered", async () => {
    const { answers, asked } = await told([
      `/bot${realToken}/getMe`,
      `/bot${accessToken}/sendMessage?chat_id=1`,
    ]);
    assertEquals([answers, asked], [[], 2]);
  });

  test("receives no refusal while it does not listen", async () => {
    assertEquals((await told([`/bot${realToken}/logOut`, `/bot${realToken}/no-method`], false)).answers, []);
  });
});
