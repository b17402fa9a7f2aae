import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { serveSandbox } from "../sandbox/serving.ts";
import { ApiClient, testApiKey } from "../support/api_client.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";

describe("Calls through the Bot API door", () => {
  test("are archived after their answers have left, in every form, beside what people write", async () => {
    await using upstream = await serveSandbox();
    const { sandbox, bot, user, group } = upstream;
    await using served = await ServedBotmux.open({ upstream: upstream.url, bots: [bot.token] });
    const { archive, registry } = served.botmux;
    served.start();
    sandbox.speak({ from: user, chat: group, text: "ping" });
    const call = async (method: string, init: RequestInit, token = bot.token) => {
      const response = await fetch(`${served.url}/tgapi/bot${token}/${method}`, { method: "POST", ...init });
      const { ok, result } = await response.json() as { ok: boolean; result: { message_id: number } };
      assertEquals(ok, true, method);
      return result.message_id;
    };
    const json = (parameters: object): RequestInit => ({
      headers: { "content-type": "application/json" },
      body: JSON.stringify(parameters),
    });
    const first = await call("sendMessage", json({ chat_id: group, text: "by json" }));
    await call("SENDmessage", { body: new URLSearchParams({ chat_id: String(group), text: "by form" }) });
    const form = new FormData();
    form.set("chat_id", String(group));
    form.set("document", new File(["some bytes"], "notes.txt"));
    await call("sendDocument", { body: form });
    const [consumer] = registry.consumers(bot.id);
    const { token } = await registry.createAccessToken(consumer!.id);
    await call("sendMessage", json({ chat_id: group, text: "by access token" }), token);
    const copy = await call("copyMessage", json({ chat_id: group, from_chat_id: group, message_id: first }));
    await call("editMessageText", json({ chat_id: group, message_id: first, text: "edited" }));
    await call("deleteMessage", json({ chat_id: group, message_id: copy }));
    await until(async () => {
      const [state] = await archive!.bots();
      return (state?.records ?? 0) >= 8;
    });
    const { items } = await archive!.messages({ botId: bot.id, chatId: group });
    const shown = items.map(({ direction, content, message, deletedAtMs }) =>
      [direction, content, message.text ?? "", deletedAtMs > 0] as const
    );
    const out = shown.filter(([direction]) => direction === "out");
    assertEquals(out, [
      ["out", "text", "by json", true],
      ["out", "text", "by access token", false],
      ["out", "document", "", false],
      ["out", "text", "by form", false],
      ["out", "text", "edited", false],
    ]);
    assertEquals(shown.some(([direction, , text]) => direction === "in" && text === "ping"), true);
  });
});

describe("Calls that operators make", () => {
  test("are archived as those of programs are, uploads too", async () => {
    await using upstream = await serveSandbox();
    const { bot, group } = upstream;
    await using served = await ServedBotmux.open({
      upstream: upstream.url,
      bots: [bot.token],
      apiKey: testApiKey,
    });
    const { archive } = served.botmux;
    served.start();
    const api = await ApiClient.open(served.url);
    const path = `/bots/${bot.id}/chats/${group}/messages`;
    await api.done("POST", path, { text: "by an operator" });
    const form = new FormData();
    form.append("message", JSON.stringify({ media: { type: "document", file: "attach://f" } }));
    form.append("f", new File(["some bytes"], "notes.txt"));
    await api.done("POST", path, form);
    const archived = async () => {
      const { items } = await archive!.messages({ botId: bot.id, chatId: group });
      return items.filter(({ direction }) => direction === "out").map(({ content }) => content).sort();
    };
    await until(async () => (await archived()).length === 2);
    assertEquals(await archived(), ["document", "text"]);
  });
});
