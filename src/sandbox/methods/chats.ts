import { type Call, integer64, type Method, objectParameter, requiredText } from "../call.ts";
import { readChat, readMessage, requireRight } from "../chat_access.ts";
import { type Conversation, isPresent } from "../conversation.ts";
import { readInputFile } from "../input_file.ts";
import { fileIds } from "../file_store.ts";
import { photoSizes } from "../media.ts";
import { announceService, changeMembership } from "../membership.ts";
import type { ChatMember, Fields } from "../bot_api_objects.ts";
import { postService, toQuoted, toSender } from "../posting.ts";
import { badRequest } from "../refusals.ts";
import { permissionNames } from "../../telegram/chat_rights.ts";
import { toPermissions } from "../rights.ts";

/** What a new group leaves to its administrators. */
const administrative: ReadonlySet<string> = new Set([
  "can_change_info",
  "can_pin_messages",
  "can_manage_topics",
]);
const allPermissions = toPermissions(
  Object.fromEntries(
    permissionNames.filter((name) => !administrative.has(name)).map((name) => [name, true]),
  ),
);

/** Looking at chats and changing what they show. */
export const chatMethods: Readonly<Record<string, Method>> = {
  getChat,
  getChatAdministrators,
  getChatMemberCount,
  getChatMembersCount: getChatMemberCount,
  getChatMember,
  leaveChat,
  setChatTitle,
  setChatDescription,
  setChatPhoto,
  deleteChatPhoto,
  setChatPermissions,
  setChatStickerSet,
  deleteChatStickerSet,
  pinChatMessage,
  unpinChatMessage,
  unpinAllChatMessages,
};

function getChat(call: Call): unknown {
  const conversation = readChat(call);
  const { chat, details, pinned } = conversation;
  const latestPin = pinned.at(-1);
  const pinnedMessage = latestPin === undefined ? undefined : conversation.find(latestPin);
  return {
    ...chat,
    ...(chat.username === undefined ? {} : { active_usernames: [chat.username] }),
    ...publicDetails(details),
    ...(chat.type === "private" || chat.type === "channel"
      ? {}
      : { permissions: details.permissions ?? allPermissions }),
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: true,
      limited_gifts: true,
      unique_gifts: true,
      premium_subscription: chat.type === "private",
      gifts_from_channels: true,
    },
    ...(pinnedMessage === undefined ? {} : { pinned_message: toQuoted(pinnedMessage) }),
  };
}

function publicDetails({ migrated_to: _, is_deactivated: __, ...details }: Fields): Fields {
  return details;
}

function getChatAdministrators(call: Call): unknown {
  const conversation = readChat(call);
  if (conversation.chat.type === "private") {
    throw badRequest("there are no administrators in the private chat");
  }
  return [...conversation.members.values()].filter(({ status, user }) =>
    (status === "creator" || status === "administrator") && (!user.is_bot || user.id === call.bot.id)
  );
}

function getChatMemberCount(call: Call): unknown {
  const conversation = readChat(call);
  if (conversation.chat.type === "private") return 2;
  return [...conversation.members.values()].filter(isPresent).length;
}

function getChatMember(call: Call): unknown {
  const conversation = readChat(call);
  const userId = integer64(call, "user_id");
  const user = userId === undefined ? undefined : call.world.user(userId);
  if (user === undefined) throw badRequest("user not found");
  const isThere = conversation.chat.type === "private" &&
    (user.id === conversation.chat.id || user.id === call.bot.id);
  const unknown: ChatMember = { status: isThere ? "member" : "left", user: toSender(user) };
  return conversation.member(user.id) ?? unknown;
}

function leaveChat(call: Call): unknown {
  const conversation = readChat(call);
  if (conversation.chat.type === "private") {
    throw badRequest("chat member status can't be changed in private chats");
  }
  const user = call.bot.user;
  changeMembership(call.world, conversation, { user, actor: user, member: { status: "left", user } });
  return true;
}

function setChatTitle(call: Call): unknown {
  const conversation = readChat(call);
  requireRight(conversation, call.bot, "can_change_info");
  const title = requiredText(call, "title", "title must be non-empty").slice(0, 128);
  if (conversation.chat.title === title) throw badRequest("chat title is not modified");
  conversation.chat.title = title;
  postService(call, conversation, { new_chat_title: title });
  return true;
}

function setChatDescription(call: Call): unknown {
  const conversation = readChat(call);
  requireRight(conversation, call.bot, "can_change_info");
  const description = (call.parameters.get("description") ?? "").slice(0, 255);
  if ((conversation.details.description ?? "") === description) {
    throw badRequest("chat description is not modified");
  }
  if (description === "") delete conversation.details.description;
  else conversation.details.description = description;
  return true;
}

async function setChatPhoto(call: Call): Promise<unknown> {
  const conversation = readChat(call);
  requireRight(conversation, call.bot, "can_change_info");
  if (!call.parameters.files.has("photo")) throw badRequest("there is no photo in the request");
  const file = await readInputFile(call, "photo", "photo");
  const small = fileIds("profilePhoto", file, 1);
  const big = fileIds("profilePhoto", file, 2);
  conversation.details.photo = {
    small_file_id: small.file_id,
    small_file_unique_id: small.file_unique_id,
    big_file_id: big.file_id,
    big_file_unique_id: big.file_unique_id,
  };
  postService(call, conversation, { new_chat_photo: photoSizes(file) });
  return true;
}

function deleteChatPhoto(call: Call): unknown {
  const conversation = readChat(call);
  requireRight(conversation, call.bot, "can_change_info");
  if (conversation.details.photo === undefined) throw badRequest("CHAT_NOT_MODIFIED");
  delete conversation.details.photo;
  postService(call, conversation, { delete_chat_photo: true });
  return true;
}

function setChatPermissions(call: Call): unknown {
  const conversation = readChat(call);
  requireRight(conversation, call.bot, "can_restrict_members");
  const permissions = objectParameter(call, "permissions");
  if (permissions === undefined) throw badRequest("permissions are empty");
  conversation.details.permissions = toPermissions(permissions);
  return true;
}

function setChatStickerSet(call: Call): unknown {
  const conversation = readChat(call);
  requireRight(conversation, call.bot, "can_change_info");
  const name = requiredText(call, "sticker_set_name");
  if (!call.world.stickerSets.has(name)) throw badRequest("STICKERSET_INVALID");
  conversation.details.sticker_set_name = name;
  return true;
}

function deleteChatStickerSet(call: Call): unknown {
  const conversation = readChat(call);
  requireRight(conversation, call.bot, "can_change_info");
  delete conversation.details.sticker_set_name;
  return true;
}

function pinChatMessage(call: Call): unknown {
  const conversation = readChat(call);
  requirePinRight(call, conversation);
  const message = readMessage(call, conversation, "message to pin not found");
  const isNew = !conversation.pinned.includes(message.message_id);
  conversation.pin(message.message_id);
  if (isNew) announceService(call.world, conversation, call.bot.user, { pinned_message: toQuoted(message) });
  return true;
}

function unpinChatMessage(call: Call): unknown {
  const conversation = readChat(call);
  requirePinRight(call, conversation);
  const wanted = call.parameters.integer("message_id", conversation.pinned.at(-1) ?? 0);
  if (!conversation.pinned.includes(wanted)) throw badRequest("message to unpin not found");
  conversation.pinned = conversation.pinned.filter((id) => id !== wanted);
  return true;
}

function unpinAllChatMessages(call: Call): unknown {
  const conversation = readChat(call);
  requirePinRight(call, conversation);
  conversation.pinned = [];
  return true;
}

function requirePinRight(call: Call, conversation: Conversation): void {
  const { type } = conversation.chat;
  if (type === "private") return;
  const right = type === "channel" ? "can_edit_messages" : "can_pin_messages";
  if (!conversation.hasRight(call.bot.id, right)) {
    throw badRequest("not enough rights to manage pinned messages in the chat");
  }
}
