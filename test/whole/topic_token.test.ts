import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../support/api_setup.ts";
import { until } from "../support/until.ts";

interface Told {
  readonly ok: boolean;
  readonly result: unknown;
  readonly error_code?: number;
}

describe("an access token that is limited to a topic", () => {
  test("gets and writes what belongs to the topic, and nothing else of the forum", async () => {
    await using setup = await openApi();
    const { api, bot, upstream: { sandbox, user } } = setup;
    const forum =
      sandbox.addGroup({ title: "Forum", members: [user], bots: [bot], administrators: [bot], topics: [] })
        .id;
    const [mine, other] = ["mine", "other"].map((name) => sandbox.addTopic({ chat: forum, name }));
    await api.done("POST", `/bots/${bot}/consumers`, { name: "agent" });
    const scope = { topics: [`${forum}/${mine}`] };
    const { token } = await api.done("POST", `/bots/${bot}/tokens`, { consumer: "agent", scope });
    const call = async (method: string, body: object): Promise<Told> =>
      await (await fetch(`${setup.served.url}/bot${token}/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      })).json();
    setup.start();
    const say = (text: string, topic: number | undefined) =>
      sandbox.speak({ from: user, chat: forum, text, ...(topic === undefined ? {} : { topic }) });
    await call("getUpdates", { allowed_updates: ["message", "message_reaction", "callback_query"] });
    say("other", other);
    say("general", undefined);
    const asked = say("mine", mine).message_id;
    const updates: {
      update_id: number;
      message?: { text?: string };
      message_reaction?: { message_id: number };
    }[] = [];
    const poll = async () => {
      const offset = (updates.at(-1)?.update_id ?? -1) + 1;
      const { result } = await call("getUpdates", { offset, timeout: 1 });
      updates.push(...result as typeof updates);
    };
    await until(async () => (await poll(), updates.length > 0));
    assertEquals(updates.map(({ message }) => message?.text), ["mine"]);

    const replied = await call("sendMessage", {
      chat_id: forum,
      message_thread_id: mine,
      text: "yes?",
      reply_parameters: { message_id: asked },
    });
    assertEquals(replied.ok, true);
    const { message_id } = replied.result as { message_id: number };
    assertEquals((await call("editMessageText", { chat_id: forum, message_id, text: "yes" })).ok, true);
    assertEquals((await call("sendMessage", { chat_id: forum, text: "no" })).error_code, 403);
    assertEquals(
      (await call("sendMessage", { chat_id: forum, message_thread_id: other, text: "no" })).error_code,
      403,
    );
    assertEquals(
      (await call("editMessageText", { chat_id: forum, message_id: 999, text: "no" })).error_code,
      403,
    );

    sandbox.react({ from: user, chat: forum, messageId: message_id, emoji: "👍" });
    await until(async () => (await poll(), updates.length > 1));
    assertEquals(updates[1]?.message_reaction?.message_id, message_id);
  });
});
