import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { serveSandbox } from "../sandbox/serving.ts";
import { ApiClient, testApiKey } from "../support/api_client.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";
import { ask, takeUpdates } from "./asking.ts";

const password = "a long pass phrase";

/** A BotMux whose bot is in a group that a consumer, an access token, two rules and a tag are about. */
async function openGroup() {
  const upstream = await serveSandbox();
  const { sandbox, bot, user } = upstream;
  const old = sandbox.addGroup({ title: "Team", isBasic: true, members: [user], bots: [bot.id] }).id;
  const served = await ServedBotmux.open({
    upstream: upstream.url,
    bots: [bot.token],
    apiKey: testApiKey,
    refreshChats: false,
    routes: [{
      botId: bot.id,
      rules: [
        {
          name: "answer",
          when: { not: { not: { chats: [old] } } },
          actions: [{ do: "answer", text: "seen {text}" }],
        },
        { name: "carry", when: { types: ["private"] }, actions: [{ do: "copy", to: [{ chat: old }] }] },
      ],
    }],
  });
  const { registry } = served.botmux;
  const consumer = await registry.addConsumer(bot.id, {
    name: "team",
    start: "all",
    filter: { chats: [old] },
  });
  const scope = { chats: [old] };
  const { token } = await registry.createAccessToken(consumer.id, { scope });
  const api = await ApiClient.open(served.url);
  return {
    sandbox,
    bot,
    user,
    old,
    served,
    api,
    door: `${served.url}/tgapi/bot${token}`,
    reading: { offset: 0 },
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

type Group = Awaited<ReturnType<typeof openGroup>>;

/** Reads on with the group's program until it gets this text; gives all that it got on the way. */
async function readUpTo({ door, reading }: Group, text: string): Promise<string[]> {
  const texts: string[] = [];
  await until(async () => {
    for (const { update_id, message } of await takeUpdates(door, `timeout=1&offset=${reading.offset}`)) {
      reading.offset = update_id + 1;
      if (message?.text !== undefined) texts.push(message.text);
    }
    return texts.includes(text);
  });
  return texts;
}

async function send(door: string, chat: number): Promise<number> {
  return (await ask(`${door}/sendMessage?chat_id=${chat}&text=x`)).status;
}

/** Texts of a chat that the bot wrote. */
function written({ sandbox, bot }: Group, chat: number): string[] {
  return sandbox.history({ chat }).flatMap(({ from, text }) =>
    from?.id === bot.id && typeof text === "string" ? [text] : []
  );
}

describe("a group that becomes a supergroup", () => {
  test("is followed by a consumer's filter, an access token, rules and tags, after a restart too", async () => {
    await using group = await openGroup();
    const { sandbox, bot, user, old, served, api, door } = group;
    served.start();
    sandbox.speak({ from: user, chat: old, text: "before" });
    assertEquals(await readUpTo(group, "before"), ["before"]);
    const tag = await api.done("POST", `/bots/${bot.id}/tags`, { name: "Regular", color: "red", chat: old });

    const fresh = sandbox.upgradeGroup({ chat: old }).id;
    sandbox.speak({ from: user, chat: fresh, text: "after" });
    assertEquals(await readUpTo(group, "after"), ["after"]);
    await until(() => written(group, fresh).includes("seen after"));
    assertEquals([await send(door, fresh), await send(door, user)], [200, 403]);
    const { items } = await api.done("GET", `/bots/${bot.id}/tags`);
    assertEquals([items[0].id, items[0].chat], [tag.id, fresh]);

    await served.restart();
    sandbox.speak({ from: user, chat: fresh, text: "later" });
    assertEquals(await readUpTo(group, "later"), ["later"]);
    await until(() => written(group, fresh).includes("seen later"));
    assertEquals([await send(door, fresh), await send(door, user)], [200, 403]);
    sandbox.speak({ from: user, bot: bot.id, text: "carried" });
    await until(() => written(group, fresh).includes("carried"));
  });

  test("is followed when only a refusal of Telegram tells of it", async () => {
    await using group = await openGroup();
    const { sandbox, old, door } = group;
    const fresh = sandbox.upgradeGroup({ chat: old }).id;
    assertEquals(await send(door, fresh), 403);
    const { body } = await ask(`${door}/sendMessage?chat_id=${old}&text=x`);
    assertEquals([body.error_code, body.parameters], [400, { migrate_to_chat_id: fresh }]);
    assertEquals(await send(door, fresh), 200);
  });

  test("is shown as one chat: each of its pages links to the other", async () => {
    await using group = await openGroup();
    const { sandbox, bot, user, old, served, api } = group;
    served.start();
    sandbox.speak({ from: user, chat: old, text: "before" });
    const fresh = sandbox.upgradeGroup({ chat: old }).id;
    sandbox.speak({ from: user, chat: fresh, text: "after" });
    const path = `/bots/${bot.id}/archive/chats`;
    await until(async () => (await api.get(`${path}/${fresh}`)).status === 200);
    const told = async (chat: number) => {
      const { migrated_to, migrated_from } = await api.done("GET", `${path}/${chat}`);
      return [migrated_to, migrated_from];
    };
    assertEquals([await told(old), await told(fresh)], [[fresh, null], [null, old]]);
    await api.done("POST", "/operators", { name: "ann", password, role: "manager" });
    const visitor = await new ConsoleVisitor(served.url).signIn("ann", password);
    const before = await visitor.get(`/chats/${bot.id}/${old}`);
    const after = await visitor.get(`/chats/${bot.id}/${fresh}`);
    assert(before.html.includes(`href="/chats/${bot.id}/${fresh}"`) && !before.html.includes(`/${old}/send`));
    assert(after.html.includes(`href="/chats/${bot.id}/${old}"`) && after.html.includes(`/${fresh}/send`));
  });
});
