import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { createScene, type Json, refusal, result, takeUpdates } from "./calling.ts";

describe("administration in the sandbox", () => {
  test("getChat, getChatAdministrators and getChatMember return the current state", async () => {
    const { sandbox, bot, user, group } = createScene();
    const chat = await result(sandbox, bot, "getChat", { chat_id: group });
    assertEquals([chat.type, chat.title, chat.permissions.can_send_messages], ["supergroup", "Garden", true]);
    const administrators = await result(sandbox, bot, "getChatAdministrators", { chat_id: group });
    assertEquals(administrators.map(({ status }: Json) => status), ["creator", "administrator"]);
    assertEquals(
      (await result(sandbox, bot, "getChatMember", { chat_id: group, user_id: user })).status,
      "creator",
    );
    assertEquals(
      await refusal(sandbox, bot, "getChatMember", { chat_id: group, user_id: 5 }),
      "Bad Request: user not found",
    );
  });

  test("titles, descriptions and pins change, with the service messages a bot sees of its own", async () => {
    const { sandbox, bot, user, group } = createScene();
    await result(sandbox, bot, "setChatTitle", { chat_id: group, title: "Park" });
    await result(sandbox, bot, "setChatDescription", { chat_id: group, description: "Green" });
    const { message_id } = sandbox.speak({ from: user, chat: group, text: "x" });
    await result(sandbox, bot, "pinChatMessage", { chat_id: group, message_id });
    const chat = await result(sandbox, bot, "getChat", { chat_id: group });
    assertEquals([chat.title, chat.description, chat.pinned_message.message_id], [
      "Park",
      "Green",
      message_id,
    ]);
    const updates = await takeUpdates(sandbox, bot);
    assertEquals(updates[0].message.new_chat_title, "Park");
    assertEquals(updates[2].message.pinned_message.message_id, message_id);
    await result(sandbox, bot, "unpinChatMessage", { chat_id: group });
    assertEquals((await result(sandbox, bot, "getChat", { chat_id: group })).pinned_message, undefined);
  });

  test("bans, restricts and promotes, except the owner, and only with the right", async () => {
    const { sandbox, bot, user, group } = createScene();
    const other = sandbox.addUser({ firstName: "Bo" }).id;
    sandbox.join({ chat: group, user: other });
    const target = { chat_id: group, user_id: other };
    const status = async () => (await result(sandbox, bot, "getChatMember", target)).status;
    await result(sandbox, bot, "restrictChatMember", { ...target, permissions: { can_send_messages: true } });
    assertEquals(await status(), "restricted");
    await result(sandbox, bot, "promoteChatMember", { ...target, can_pin_messages: true });
    assertEquals(await status(), "administrator");
    await result(sandbox, bot, "promoteChatMember", target);
    await result(sandbox, bot, "banChatMember", target);
    assertEquals(await status(), "kicked");
    await result(sandbox, bot, "unbanChatMember", target);
    assertEquals(await status(), "left");
    assertEquals(
      await refusal(sandbox, bot, "banChatMember", { chat_id: group, user_id: user }),
      "Bad Request: can't remove chat owner",
    );
    const plain = sandbox.addGroup({ title: "Plain", members: [user, other], bots: [bot.id] }).id;
    assertEquals(
      await refusal(sandbox, bot, "banChatMember", { chat_id: plain, user_id: other }),
      "Bad Request: not enough rights",
    );
  });

  test("commands, names and the menu button are stored per scope and language", async () => {
    const { sandbox, bot, group } = createScene();
    const commands = [{ command: "help", description: "Help" }];
    const scope = { type: "chat", chat_id: group };
    await result(sandbox, bot, "setMyCommands", { commands, scope, language_code: "de" });
    assertEquals(await result(sandbox, bot, "getMyCommands"), []);
    assertEquals(await result(sandbox, bot, "getMyCommands", { scope, language_code: "de" }), commands);
    await result(sandbox, bot, "deleteMyCommands", { scope, language_code: "de" });
    assertEquals(await result(sandbox, bot, "getMyCommands", { scope, language_code: "de" }), []);
    await result(sandbox, bot, "setMyName", { name: "Versucht", language_code: "de" });
    assertEquals(await result(sandbox, bot, "getMyName", { language_code: "de" }), { name: "Versucht" });
    assertEquals(await result(sandbox, bot, "getMyName"), { name: "Tried" });
    assertEquals(await result(sandbox, bot, "getChatMenuButton"), { type: "commands" });
  });

  test("sticker sets are created, extended and emptied", async () => {
    const { sandbox, bot, user } = createScene();
    const form = new FormData();
    form.set("user_id", String(user));
    form.set("name", "tea_by_tried_bot");
    form.set("title", "Tea");
    form.set("stickers", JSON.stringify([{ sticker: "attach://a", format: "static", emoji_list: ["🍵"] }]));
    form.set("a", new File(["x"], "a.webp", { type: "image/webp" }));
    await sandbox.fetch(
      new Request(`http://sandbox/bot${bot.token}/createNewStickerSet`, { method: "POST", body: form }),
    );
    const set = await result(sandbox, bot, "getStickerSet", { name: "tea_by_tried_bot" });
    assertEquals([set.title, set.stickers[0].emoji, set.stickers[0].set_name], [
      "Tea",
      "🍵",
      "tea_by_tried_bot",
    ]);
    await result(sandbox, bot, "deleteStickerFromSet", { sticker: set.stickers[0].file_id });
    assertEquals((await result(sandbox, bot, "getStickerSet", { name: "tea_by_tried_bot" })).stickers, []);
    assertEquals(
      await refusal(sandbox, bot, "getStickerSet", { name: "none" }),
      "Bad Request: STICKERSET_INVALID",
    );
  });
});
