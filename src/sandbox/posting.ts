import { type Call, integer64, isFields, objectParameter } from "./call.ts";
import { checkWritable, findChat, readChat } from "./chat_access.ts";
import type { Conversation } from "./conversation.ts";
import type { Fields, Message, User } from "./bot_api_objects.ts";
import { badRequest } from "./refusals.ts";
import { readInlineKeyboard, readReplyKeyboard } from "./reply_markup.ts";

/** Sends `content` to the chat the call names, with the reply, topic and keyboard it asks for. */
export function send(call: Call, content: Fields): Message {
  const conversation = readChat(call);
  checkWritable(conversation, call.bot);
  return post(call, conversation, content);
}

/** Puts a message of the bot into a chat it may write to. */
export function post(call: Call, conversation: Conversation, content: Fields): Message {
  const { world, bot, parameters } = call;
  const head = { ...readTopic(call, conversation), ...readReply(call, conversation) };
  const keyboard = readInlineKeyboard(call);
  world.flood?.check(call, bot, conversation);
  const message: Message = {
    message_id: conversation.takeMessageId(),
    ...senderOf(conversation, toSender(bot.user)),
    chat: conversation.chat,
    date: world.nowSec(),
    ...head,
    ...content,
    ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
    ...(parameters.boolean("protect_content") ? { has_protected_content: true } : {}),
    ...(parameters.get("message_effect_id") === undefined
      ? {}
      : { effect_id: parameters.get("message_effect_id") }),
    ...(parameters.get("business_connection_id") === undefined
      ? {}
      : { business_connection_id: parameters.get("business_connection_id") }),
  };
  conversation.store(message);
  const below = readReplyKeyboard(call);
  if (below !== undefined) conversation.replyKeyboard = below === "removed" ? undefined : below;
  return message;
}

/** A service message of the bot, which it gets to see itself. */
export function postService(call: Call, conversation: Conversation, content: Fields): Message {
  const { world, bot } = call;
  const message: Message = {
    message_id: conversation.takeMessageId(),
    ...senderOf(conversation, toSender(bot.user)),
    chat: conversation.chat,
    date: world.nowSec(),
    ...content,
  };
  conversation.store(message);
  world.publish(bot, conversation.chat.type === "channel" ? "channel_post" : "message", message);
  return message;
}

/** In a channel the channel itself speaks. */
export function senderOf(conversation: Conversation, user: User): Pick<Message, "from" | "sender_chat"> {
  return conversation.chat.type === "channel" ? { sender_chat: conversation.chat } : { from: user };
}

/** A user as messages show it: without what only getMe tells. */
export function toSender(user: User): User {
  const { id, is_bot, first_name, last_name, username, language_code, is_premium } = user;
  return {
    id,
    is_bot,
    first_name,
    ...(last_name === undefined ? {} : { last_name }),
    ...(username === undefined ? {} : { username }),
    ...(language_code === undefined ? {} : { language_code }),
    ...(is_premium === undefined ? {} : { is_premium }),
  };
}

/** A message as others quote it: replies do not nest. */
export function toQuoted(message: Message): Message {
  const { reply_to_message: _, ...quoted } = message;
  return quoted;
}

function readTopic(call: Call, conversation: Conversation): Fields {
  const topicId = call.parameters.integer("message_thread_id", 0);
  if (topicId === 0) return {};
  const topic = conversation.topics.get(topicId);
  if (topic === undefined) throw badRequest("message thread not found");
  if (topic.isClosed && !conversation.hasRight(call.bot.id, "can_manage_topics")) {
    throw badRequest("TOPIC_CLOSED");
  }
  return { message_thread_id: topicId, is_topic_message: true };
}

function readReply(call: Call, conversation: Conversation): Fields {
  const asked = objectParameter(call, "reply_parameters");
  const messageId = asked === undefined ? integer64(call, "reply_to_message_id") : asked.message_id;
  if (messageId === undefined || messageId === 0) return {};
  const isOptional = asked === undefined
    ? call.parameters.boolean("allow_sending_without_reply")
    : asked.allow_sending_without_reply === true;
  const isElsewhere = asked?.chat_id !== undefined && String(asked.chat_id) !== String(conversation.chat.id);
  const source = isElsewhere ? findChat(call, String(asked.chat_id)) : conversation;
  const original = typeof messageId === "number" ? source.find(messageId) : undefined;
  if (original === undefined) {
    if (isOptional) return {};
    throw badRequest("message to be replied not found");
  }
  const quote = readQuote(asked, original);
  return isElsewhere ? { external_reply: toExternal(original), ...quote } : {
    reply_to_message: toQuoted(original),
    ...quote,
    ...(original.message_thread_id === undefined ? {} : {
      message_thread_id: original.message_thread_id,
      ...(original.is_topic_message === undefined ? {} : { is_topic_message: true }),
    }),
  };
}

function readQuote(asked: Fields | undefined, original: Message): Fields {
  if (!isFields(asked) || typeof asked.quote !== "string" || asked.quote === "") return {};
  const text = original.text ?? original.caption ?? "";
  const position = text.indexOf(asked.quote);
  if (position < 0) throw badRequest("QUOTE_TEXT_INVALID");
  return { quote: { text: asked.quote, position, is_manual: true } };
}

function toExternal(original: Message): Fields {
  return {
    origin: originOf(original),
    ...(original.chat.type === "private" ? {} : { chat: original.chat, message_id: original.message_id }),
  };
}

/** Where a message came from, as `forward_origin` tells it. */
export function originOf(original: Message): Fields {
  if (isFields(original.forward_origin)) return original.forward_origin;
  if (original.chat.type === "channel") {
    return { type: "channel", date: original.date, chat: original.chat, message_id: original.message_id };
  }
  if (original.sender_chat !== undefined) {
    return { type: "chat", date: original.date, sender_chat: original.sender_chat };
  }
  return { type: "user", date: original.date, sender_user: original.from };
}
