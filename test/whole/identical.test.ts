import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { updateKinds } from "../../src/telegram/update_kinds.ts";
import { call } from "../sandbox/calling.ts";
import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";

const everything = `allowed_updates=${encodeURIComponent(JSON.stringify(updateKinds))}`;

/** The body that `server` answers getUpdates with. */
async function updatesBody(server: string, token: string, query: string): Promise<string> {
  const response = await fetch(`${server}/bot${token}/getUpdates?${query}`);
  assertEquals(response.status, 200);
  return await response.text();
}

async function pendingCount(server: string, token: string): Promise<number> {
  const response = await fetch(`${server}/bot${token}/getWebhookInfo`);
  const { result } = await response.json() as { result: { pending_update_count: number } };
  return result.pending_update_count;
}

/** What upstream shows of a bot's queue, and what BotMux hands out when it has taken all of it. */
async function bothBodies(
  served: ServedSandbox,
  query: string,
  fill: () => void | Promise<void>,
): Promise<{ readonly upstream: string; readonly handedOut: string }> {
  const { url, bot } = served;
  await using botmux = await ServedBotmux.open({ upstream: url, bots: [bot.token] });
  await updatesBody(url, bot.token, `offset=-1&${query}`);
  await updatesBody(botmux.url, bot.token, `offset=-1&${query}`);
  await fill();
  const upstream = await updatesBody(url, bot.token, "offset=0");
  const expected = await pendingCount(url, bot.token);
  botmux.start();
  await until(async () => await pendingCount(botmux.url, bot.token) === expected);
  return { upstream, handedOut: await updatesBody(botmux.url, bot.token, "offset=0") };
}

function kindsIn(body: string): string[] {
  const { result } = JSON.parse(body) as { result: Record<string, unknown>[] };
  return [...new Set(result.flatMap((update) => Object.keys(update)))].sort();
}

/** Lets everything happen that the sandbox can make an update of. */
async function liveAFullLife({ sandbox, bot, user, group }: ServedSandbox): Promise<void> {
  const ask = async (method: string, parameters: object) => {
    const answer = await call(sandbox, bot, method, parameters);
    if (!answer.ok) throw new Error(`${method}: ${answer.description}`);
    return answer.result;
  };
  const channel = sandbox.addChannel({ title: "News", members: [user], bots: [bot.id] }).id;
  const said = sandbox.speak({
    from: user,
    chat: group,
    text: 'Tea \u{1F375} "quoted" \\ </script> \u2028 \u00e9',
  });
  sandbox.editAs({ from: user, chat: group, messageId: said.message_id, text: "Tea, *edited*" });
  const post = sandbox.speak({ from: user, chat: channel, text: "post" });
  sandbox.editAs({ from: user, chat: channel, messageId: post.message_id, text: "post, edited" });
  sandbox.react({ from: user, chat: group, messageId: said.message_id, emoji: "👍" });
  sandbox.react({ from: user, chat: channel, messageId: post.message_id, emoji: "🔥" });
  const file = { type: "photo" as const, bytes: new Uint8Array(64), fileName: "a.jpg" };
  sandbox.speak({ from: user, bot: bot.id, file, caption: "picture" });
  const keyboard = { inline_keyboard: [[{ text: "go", callback_data: "go" }]] };
  const asked = await ask("sendMessage", { chat_id: group, text: "?", reply_markup: keyboard });
  sandbox.pressButton({ from: user, chat: group, messageId: asked.message_id });
  const queryId = sandbox.inlineQuery({ from: user, bot: bot.id, query: "tea" });
  const input_message_content = { message_text: "tea" };
  const results = [{ type: "article", id: "1", title: "Tea", input_message_content }];
  await ask("answerInlineQuery", { inline_query_id: queryId, results });
  sandbox.chooseInline({ from: user, chat: group, queryId, resultId: "1" });
  const poll = await ask("sendPoll", {
    chat_id: group,
    question: "Tea?",
    options: [{ text: "yes" }, { text: "no" }],
    is_anonymous: false,
  });
  sandbox.vote({ from: user, chat: group, messageId: poll.message_id, options: [0] });
  const prices = [{ label: "all", amount: 7 }];
  const goods = { chat_id: user, title: "T", description: "D", payload: "p", currency: "XTR", prices };
  const shipped = await ask("sendInvoice", { ...goods, is_flexible: true });
  sandbox.payInvoice({ from: user, bot: bot.id, messageId: shipped.message_id });
  const digital = await ask("sendInvoice", goods);
  sandbox.payInvoice({ from: user, bot: bot.id, messageId: digital.message_id });
  const stranger = sandbox.addUser({ firstName: "Bo" }).id;
  sandbox.askToJoin({ chat: group, user: stranger, bio: "hi" });
  sandbox.join({ chat: group, user: stranger });
  sandbox.boost({ chat: group, user });
  sandbox.boost({ chat: group, user, isRemoved: true });
  sandbox.connectBusiness({ user, bot: bot.id, isEnabled: true });
  sandbox.rank({ chat: group, user: bot.id, by: user, status: "member" });
  const chat = { id: user, type: "private", first_name: "Ada" };
  const date = Math.floor(Date.now() / 1000);
  const business = { message_id: 9, date, chat, business_connection_id: "b", text: "x" };
  sandbox.inject(bot.id, { business_message: business });
  sandbox.inject(bot.id, { edited_business_message: { ...business, edit_date: date, text: "y" } });
  const gone = { business_connection_id: "b", chat, message_ids: [9] };
  sandbox.inject(bot.id, { deleted_business_messages: gone });
  sandbox.inject(bot.id, { guest_message: { ...business, guest_query_id: "g" } });
  const from = { id: user, is_bot: false, first_name: "Ada" };
  sandbox.inject(bot.id, { purchased_paid_media: { from, paid_media_payload: "p" } });
  sandbox.inject(bot.id, { managed_bot: { user: from, bot: { ...from, id: 77, is_bot: true } } });
}

describe("what BotMux hands out is what Telegram would, byte for byte", () => {
  test("updates of every kind there is", async () => {
    await using served = await serveSandbox();
    const { upstream, handedOut } = await bothBodies(served, everything, () => liveAFullLife(served));
    assertEquals(kindsIn(upstream), ["update_id", ...updateKinds].sort());
    assertEquals(handedOut, upstream);
  });

  test("updates of kinds that nobody knows yet", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot } = served;
    const { upstream, handedOut } = await bothBodies(served, "limit=1", () => {
      sandbox.inject(bot.id, { telepathy: { id: "1", thought: "“\u0000\u007f”", strength: 1e-7 } });
      sandbox.inject(bot.id, { telepathy: null });
      sandbox.inject(bot.id, { message: { message_id: 1, unheard_of: [[], {}, -0.5] }, second_member: true });
    });
    assertEquals(JSON.parse(upstream).result.length, 3);
    assertEquals(handedOut, upstream);
  });

  test("an answer of many updates is cut where Telegram cuts it", async () => {
    await using served = await serveSandbox();
    const { sandbox, bot } = served;
    const text = "ü".repeat(200_000);
    const { upstream, handedOut } = await bothBodies(served, "limit=1", () => {
      for (let index = 0; index < 10; index++) {
        sandbox.inject(bot.id, { message: { message_id: index, text } });
      }
    });
    const { result } = JSON.parse(upstream) as { result: unknown[] };
    assertEquals(result.length, 10);
    // assertEquals would print four megabytes.
    assert(handedOut === upstream, `${handedOut.length} instead of ${upstream.length} characters`);
  });
});
