import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { updateKinds } from "../../src/telegram/update_kinds.ts";
import { openApi } from "../support/api_setup.ts";
import { until } from "../support/until.ts";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);

describe("A day of conversations in the sandbox", () => {
  test("is archived as the journal counts it, found, exported and deleted", async () => {
    await using setup = await openApi();
    setup.start();
    const { upstream, served, bot, api } = setup;
    const { sandbox, user, group: chat } = upstream;
    const call = async (method: string, parameters: object) => {
      const response = await fetch(`${served.url}/bot${upstream.bot.token}/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(parameters),
      });
      const { ok, result } = await response.json();
      assert(ok, method);
      return result;
    };

    const bob = sandbox.addUser({ firstName: "Боб", username: "bob_example" }).id;
    const forum =
      sandbox.addGroup({ title: "Werkstatt", members: [user], bots: [bot], topics: ["Tools"] }).id;
    const topic = sandbox.addTopic({ chat: forum, name: "Repairs" });
    sandbox.join({ chat, user: bob });
    const asked = sandbox.speak({ from: user, chat, text: "Where is the зелёный spade?" }).message_id;
    sandbox.editAs({ from: user, chat, messageId: asked, text: "Where is the Зелёный spade today?" });
    sandbox.speak({ from: bob, chat, text: "In the shed", replyTo: asked });
    sandbox.react({ from: bob, chat, messageId: asked, emoji: "👍" });
    for (const caption of ["first", "second"]) {
      sandbox.speak({ from: bob, chat, file: { type: "photo", bytes: png }, caption, mediaGroupId: "album" });
    }
    const file = { type: "document", bytes: png, fileName: "plan.pdf" } as const;
    sandbox.speak({ from: user, chat: forum, topic, file, caption: "plan of the shed" });
    sandbox.speak({ from: user, bot, text: "/start private" });
    const markup = { inline_keyboard: [[{ text: "Yes", callback_data: "yes" }]] };
    const question = await call("sendMessage", { chat_id: chat, text: "Is it there?", reply_markup: markup });
    sandbox.pressButton({ from: bob, chat, messageId: question.message_id, data: "yes" });
    const options = [{ text: "red" }, { text: "green" }];
    const poll = await call("sendPoll", { chat_id: chat, question: "Colour?", options, is_anonymous: false });
    sandbox.vote({ from: bob, chat, messageId: poll.message_id, options: [1] });
    sandbox.inlineQuery({ from: user, bot, query: "spades" });
    sandbox.boost({ chat, user });
    sandbox.connectBusiness({ user, bot, isEnabled: true });
    sandbox.askToJoin({ chat, user: sandbox.addUser({ firstName: "Cy" }).id });
    sandbox.leave({ chat, user: bob });

    const archive = served.botmux.archive!;
    const kinds = async () =>
      (await archive.countRecords(bot)).filter(({ name }) => name !== "call")
        .map(({ name, count }) => [name, count] as const).sort();
    const journalled = async () => Number((await api.done("GET", `/bots/${bot}`)).journal.updates);
    const last = async () => (await kinds()).some(([name]) => name === "chat_join_request");
    await until(async () => await last() && await sum(kinds) === await journalled());

    // What the journal holds, kind by kind.
    const everything = { name: "all", start: "all", filter: { updates: updateKinds } } as const;
    await served.botmux.registry.addConsumer(bot, everything);
    const response = await fetch(`${served.url}/tgapi/c/all/bot${upstream.bot.token}/getUpdates?limit=100`);
    const { result } = await response.json() as { result: Record<string, unknown>[] };
    const counted = Map.groupBy(result, (update) => Object.keys(update).find((name) => name !== "update_id"));
    const expected = [...counted].map(([name, updates]) => [String(name), updates.length] as const).sort();
    assertEquals(await kinds(), expected);
    assert(expected.length >= 9, JSON.stringify(expected));

    await until(async () => (await archive.chat(bot, chat))?.outgoing === 2);
    const search = async (query: string) =>
      (await api.done("GET", `/bots/${bot}/archive/search?${query}`)).items;
    // The answer shows what it answers.
    assertEquals((await search("text=зелёный")).length, 2);
    assertEquals((await search("text=ЗЕЛЁНЫЙ%20today")).length, 2);
    assertEquals((await search("text=plan.pdf")).length, 1);
    assertEquals((await search(`user=${bob}&content=photo`)).length, 2);
    assertEquals((await search("direction=out")).length, 2);

    const shown = (await api.done("GET", `/bots/${bot}/archive/chats/${chat}/messages?limit=100`)).items;
    const { body } = await api.get(`/bots/${bot}/archive/chats/${chat}/export`);
    const exported = String(body).trimEnd().split("\n").map((line) => JSON.parse(line).message_id);
    assertEquals(
      exported,
      shown.map(({ message_id }: { message_id: number }) => message_id).reverse(),
    );
    const numbers = await api.done("GET", `/bots/${bot}/archive/chats/${chat}`);
    assertEquals(numbers.incoming + numbers.outgoing, exported.length);

    await api.done("DELETE", `/bots/${bot}/archive/users/${bob}`);
    assertEquals(await search(`user=${bob}`), []);
    assertEquals((await search("text=зелёный")).length, 1);
    await api.done("DELETE", `/bots/${bot}/archive/chats/${chat}`);
    assertEquals(await search("text=зелёный"), []);
    assertEquals((await search("text=plan")).length, 1);
    await api.done("PATCH", `/bots/${bot}`, { archive: false });
    await api.done("DELETE", `/bots/${bot}/archive`);
    await until(async () => (await search("")).length === 0 && (await archive.bots()).length === 0);
  });
});

async function sum(kinds: () => Promise<(readonly [string, number])[]>): Promise<number> {
  return (await kinds()).reduce((total, [, count]) => total + count, 0);
}
