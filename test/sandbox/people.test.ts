import { describe, test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { SandboxError } from "../../src/sandbox/sandbox_error.ts";
import { updateKinds } from "../../src/telegram/update_kinds.ts";
import { call, createScene, type Json, refusal, result, takeUpdates } from "./calling.ts";

const everything = [...updateKinds];

function kindsOf(updates: readonly object[]): (string | undefined)[] {
  return updates.map((update) => Object.keys(update)[1]);
}

describe("people of the sandbox", () => {
  test("press buttons, and the bot answers once", async () => {
    const { sandbox, bot, user, group } = createScene();
    const reply_markup = { inline_keyboard: [[{ text: "go", callback_data: "go" }]] };
    const sent = await result(sandbox, bot, "sendMessage", { chat_id: group, text: "?", reply_markup });
    const queryId = sandbox.pressButton({ from: user, chat: group, messageId: sent.message_id });
    const [{ callback_query }] = await takeUpdates(sandbox, bot);
    assertEquals([callback_query.id, callback_query.data, callback_query.from.id], [queryId, "go", user]);
    assertEquals(callback_query.message.message_id, sent.message_id);
    assertEquals(sandbox.answerOf(queryId), undefined);
    assert(
      (await call(sandbox, bot, "answerCallbackQuery", { callback_query_id: queryId, text: "done" })).ok,
    );
    assertEquals(sandbox.answerOf(queryId)?.text, "done");
    assertEquals(
      await refusal(sandbox, bot, "answerCallbackQuery", { callback_query_id: queryId }),
      "Bad Request: query is too old and response timeout expired or query ID is invalid",
    );
  });

  test("ask inline, choose a result, and the bot edits the message by its inline id", async () => {
    const { sandbox, bot, user, group } = createScene();
    const queryId = sandbox.inlineQuery({ from: user, bot: bot.id, query: "tea" });
    const reply_markup = { inline_keyboard: [[{ text: "go", callback_data: "go" }]] };
    const article = {
      type: "article",
      id: "1",
      title: "Tea",
      input_message_content: { message_text: "tea" },
      reply_markup,
    };
    await result(sandbox, bot, "answerInlineQuery", { inline_query_id: queryId, results: [article] });
    const message = sandbox.chooseInline({ from: user, chat: group, queryId, resultId: "1" });
    assertEquals([message.text, message.via_bot], ["tea", {
      id: bot.id,
      is_bot: true,
      first_name: "Tried",
      username: "tried_bot",
    }]);
    const updates = await takeUpdates(sandbox, bot);
    assertEquals(kindsOf(updates), ["inline_query", "chosen_inline_result", "message"]);
    const { inline_message_id } = updates[1].chosen_inline_result;
    assertEquals(
      await result(sandbox, bot, "editMessageText", { inline_message_id, text: "more tea" }),
      true,
    );
  });

  test("react, in groups with names and in channels with counts, to administrators who asked for it", async () => {
    const { sandbox, bot, user, group } = createScene();
    const channel = sandbox.addChannel({ title: "News", members: [user], bots: [bot.id] }).id;
    await takeUpdates(sandbox, bot, everything);
    const said = sandbox.speak({ from: user, chat: group, text: "x" });
    const post = sandbox.speak({ from: user, chat: channel, text: "y" });
    sandbox.react({ from: user, chat: group, messageId: said.message_id, emoji: "👍" });
    sandbox.react({ from: user, chat: channel, messageId: post.message_id, emoji: ["👍", "🔥"] });
    const updates = await takeUpdates(sandbox, bot);
    assertEquals(kindsOf(updates), ["message", "channel_post", "message_reaction", "message_reaction_count"]);
    assertEquals(updates[2].message_reaction.new_reaction, [{ type: "emoji", emoji: "👍" }]);
    assertEquals(updates[3].message_reaction_count.reactions.map(({ total_count }: Json) => total_count), [
      1,
      1,
    ]);
    assertEquals([updates[1].channel_post.from, updates[1].channel_post.sender_chat.id], [
      undefined,
      channel,
    ]);
  });

  test("join, leave, are promoted and banned, and bots get updates and service messages", async () => {
    const { sandbox, bot, user, group } = createScene();
    const other = sandbox.addUser({ firstName: "Bo" }).id;
    await takeUpdates(sandbox, bot, everything);
    sandbox.join({ chat: group, user: other });
    sandbox.rank({ chat: group, user: other, by: user, status: "administrator" });
    sandbox.leave({ chat: group, user: other });
    const updates = await takeUpdates(sandbox, bot);
    assertEquals(kindsOf(updates), ["chat_member", "message", "chat_member", "chat_member", "message"]);
    assertEquals(updates[1].message.new_chat_members[0].id, other);
    assertEquals(updates[2].chat_member.new_chat_member.status, "administrator");
    assertEquals(updates[4].message.left_chat_member.id, other);
    sandbox.rank({ chat: group, user: bot.id, by: user, status: "kicked" });
    const [{ my_chat_member }] = await takeUpdates(sandbox, bot);
    assertEquals([my_chat_member.old_chat_member.status, my_chat_member.new_chat_member.status], [
      "administrator",
      "kicked",
    ]);
  });

  test("ask to join through a link, and the bot lets them in", async () => {
    const { sandbox, bot, group } = createScene();
    const stranger = sandbox.addUser({ firstName: "Cy" }).id;
    const link = await result(sandbox, bot, "createChatInviteLink", {
      chat_id: group,
      creates_join_request: true,
    });
    sandbox.askToJoin({ chat: group, user: stranger, inviteLink: link.invite_link });
    const [{ chat_join_request }] = await takeUpdates(sandbox, bot);
    assertEquals(chat_join_request.invite_link.invite_link, link.invite_link);
    await result(sandbox, bot, "approveChatJoinRequest", { chat_id: group, user_id: stranger });
    assertEquals(
      (await result(sandbox, bot, "getChatMember", { chat_id: group, user_id: stranger })).status,
      "member",
    );
    assertEquals(await result(sandbox, bot, "getChatMemberCount", { chat_id: group }), 3);
  });

  test("pay an invoice with shipping, and the bot earns stars", async () => {
    const { sandbox, bot, user } = createScene();
    sandbox.speak({ from: user, bot: bot.id, text: "/buy" });
    const invoice = await result(sandbox, bot, "sendInvoice", {
      chat_id: user,
      title: "T",
      description: "D",
      payload: "order 1",
      currency: "XTR",
      prices: [{ label: "all", amount: 7 }],
      is_flexible: true,
    });
    await takeUpdates(sandbox, bot);
    sandbox.payInvoice({ from: user, bot: bot.id, messageId: invoice.message_id });
    const [{ shipping_query }] = await takeUpdates(sandbox, bot);
    const shipping_options = [{ id: "post", title: "Post", prices: [] }];
    await result(sandbox, bot, "answerShippingQuery", {
      shipping_query_id: shipping_query.id,
      ok: true,
      shipping_options,
    });
    const [{ pre_checkout_query }] = await takeUpdates(sandbox, bot);
    assertEquals([pre_checkout_query.invoice_payload, pre_checkout_query.shipping_option_id], [
      "order 1",
      "post",
    ]);
    await result(sandbox, bot, "answerPreCheckoutQuery", {
      pre_checkout_query_id: pre_checkout_query.id,
      ok: true,
    });
    const [{ message }] = await takeUpdates(sandbox, bot);
    assertEquals(message.successful_payment.total_amount, 7);
    assertEquals(await result(sandbox, bot, "getMyStarBalance"), { amount: 7 });
    const charge = message.successful_payment.telegram_payment_charge_id;
    await result(sandbox, bot, "refundStarPayment", { user_id: user, telegram_payment_charge_id: charge });
    assertEquals(await result(sandbox, bot, "getMyStarBalance"), { amount: 0 });
  });

  test("block bots, boost chats and connect business accounts", async () => {
    const { sandbox, bot, user, group } = createScene();
    sandbox.setBlocked({ user, bot: bot.id, isBlocked: true });
    sandbox.boost({ chat: group, user });
    sandbox.boost({ chat: group, user, isRemoved: true });
    const id = sandbox.connectBusiness({ user, bot: bot.id, isEnabled: true });
    assertEquals(kindsOf(await takeUpdates(sandbox, bot)), [
      "my_chat_member",
      "chat_boost",
      "removed_chat_boost",
      "business_connection",
    ]);
    assertEquals(
      (await result(sandbox, bot, "getBusinessConnection", { business_connection_id: id })).is_enabled,
      true,
    );
  });

  test("speak in forum topics, and bots answer there", async () => {
    const { sandbox, bot, user } = createScene();
    const forum = sandbox.addGroup({
      title: "Forum",
      members: [user],
      bots: [bot.id],
      administrators: [bot.id],
      topics: ["A"],
    });
    const topic = await result(sandbox, bot, "createForumTopic", { chat_id: forum.id, name: "B" });
    sandbox.speak({ from: user, chat: forum.id, topic: topic.message_thread_id, text: "x" });
    const [created, { message }] = await takeUpdates(sandbox, bot);
    assertEquals(created.message.forum_topic_created.name, "B");
    assertEquals([message.message_thread_id, message.is_topic_message], [topic.message_thread_id, true]);
    const reply = { chat_id: forum.id, text: "y", reply_parameters: { message_id: message.message_id } };
    assertEquals(
      (await result(sandbox, bot, "sendMessage", reply)).message_thread_id,
      topic.message_thread_id,
    );
    const lost = { chat_id: forum.id, text: "y", message_thread_id: 999 };
    assertEquals(await refusal(sandbox, bot, "sendMessage", lost), "Bad Request: message thread not found");
  });

  test("never show a bot what another bot says", async () => {
    const { sandbox, bot, user, group } = createScene();
    const other = sandbox.addBot({ username: "other_bot", name: "Other" });
    sandbox.join({ chat: group, user: other.id, by: user });
    await takeUpdates(sandbox, bot);
    await takeUpdates(sandbox, other);
    await result(sandbox, bot, "sendMessage", { chat_id: group, text: "x" });
    assertEquals(await takeUpdates(sandbox, other), []);
  });

  test("are named in the error when an action in their name is impossible", () => {
    const { sandbox, group } = createScene();
    const stranger = sandbox.addUser({ firstName: "Cy" }).id;
    const { fault } = assertThrows(
      () => sandbox.speak({ from: stranger, chat: group, text: "x" }),
      SandboxError,
    );
    assertEquals(fault, { code: "sandbox_user_not_in_chat", values: { id: stranger, chat: group } });
  });
});
