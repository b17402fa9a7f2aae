import { TelegramError } from "../telegram/envelope.ts";
import type { Bot } from "./bot.ts";
import type { Call } from "./call.ts";
import type { Conversation } from "./conversation.ts";
import type { Message } from "./bot_api_objects.ts";
import { badRequest, forbidden } from "./refusals.ts";
import type { World } from "./world.ts";

/** The chat a call names, once the bot may read it. */
export function readChat(call: Call, name = "chat_id"): Conversation {
  return findChat(call, call.parameters.get(name));
}

/** The chat that `text` names: an id, or `@username` of a group or channel. */
export function findChat(
  { world, bot }: Pick<Call, "world" | "bot">,
  text: string | undefined,
): Conversation {
  const wanted = text?.trim() ?? "";
  if (wanted === "") throw badRequest("chat_id is empty");
  const conversation = wanted.startsWith("@")
    ? findByUsername(world, wanted.slice(1))
    : /^-?[0-9]{1,16}$/.test(wanted)
    ? findById(world, bot, Number(wanted))
    : undefined;
  if (conversation === undefined) throw badRequest("chat not found");
  checkPresence(conversation, bot);
  return conversation;
}

/** The chat a call names, once the bot may write there. */
export function writableChat(call: Call): Conversation {
  const conversation = readChat(call);
  checkWritable(conversation, call.bot);
  return conversation;
}

/** Refuses when the bot may not write in the chat. */
export function checkWritable(conversation: Conversation, bot: Bot): void {
  const { chat } = conversation;
  if (chat.type === "private") {
    if (conversation.isBlocked) throw forbidden("bot was blocked by the user");
    if (conversation.details.is_deactivated === true) throw forbidden("user is deactivated");
    return;
  }
  if (chat.type === "channel" && !conversation.isAdministrator(bot.id)) {
    throw badRequest("need administrator rights in the channel chat");
  }
  const member = conversation.member(bot.id);
  if (member?.status === "restricted" && member.can_send_messages !== true) {
    throw badRequest("not enough rights to send text messages to the chat");
  }
}

/** Refuses unless the bot is an administrator with `right` in a group or channel. */
export function requireRight(conversation: Conversation, bot: Bot, right: string): void {
  if (conversation.chat.type === "private") {
    throw badRequest("method is available for supergroup and channel chats only");
  }
  if (!conversation.isAdministrator(bot.id)) {
    throw badRequest(
      conversation.chat.type === "channel"
        ? "need administrator rights in the channel chat"
        : "not enough rights",
    );
  }
  if (!conversation.hasRight(bot.id, right)) throw badRequest("not enough rights");
}

/** The message that `message_id` names. */
export function readMessage(
  call: Call,
  conversation: Conversation,
  refusal: string,
  name = "message_id",
): Message {
  const message = conversation.find(call.parameters.integer(name, 0));
  if (message === undefined) throw badRequest(refusal);
  return message;
}

function findByUsername(world: World, username: string): Conversation | undefined {
  const wanted = username.toLowerCase();
  for (const conversation of world.groups.values()) {
    if (conversation.chat.username?.toLowerCase() === wanted) return conversation;
  }
  return undefined;
}

function findById(world: World, bot: Bot, id: number): Conversation | undefined {
  if (id < 0) return world.groups.get(id);
  const known = bot.privateChats.get(id);
  if (known !== undefined) return known;
  if (world.bots.has(id)) throw forbidden("bots can't send messages to bots");
  for (const conversation of world.groups.values()) {
    // The bot has seen this person in a group, but was never spoken to.
    if (conversation.isPresent(bot.id) && conversation.members.has(id)) {
      throw forbidden("bot can't initiate conversation with a user");
    }
  }
  return undefined;
}

function checkPresence(conversation: Conversation, bot: Bot): void {
  const { chat, details } = conversation;
  if (chat.type === "private") return;
  if (typeof details.migrated_to === "number") {
    throw new TelegramError(400, "Bad Request: group chat was upgraded to a supergroup chat", {
      migrate_to_chat_id: details.migrated_to,
    });
  }
  const noun = chat.type === "group" ? "group chat" : `${chat.type} chat`;
  const member = conversation.member(bot.id);
  if (member?.status === "kicked") throw forbidden(`bot was kicked from the ${noun}`);
  if (conversation.isPresent(bot.id)) return;
  if (member === undefined && chat.username === undefined) throw badRequest("chat not found");
  throw forbidden(`bot is not a member of the ${noun}`);
}
