import type { Chat, Fields, Message, User } from "../sandbox/bot_api_objects.ts";
import { isFields } from "../sandbox/call.ts";
import { badRequest } from "../sandbox/refusals.ts";
import { readInlineKeyboard } from "../sandbox/reply_markup.ts";
import type { ShadowedCall } from "../tgapi/calls/shadow_answers.ts";
import type { MadeMessages } from "./made_messages.ts";

/** A call of a shadow token with what its answer is made from. */
export interface ShadowContext extends ShadowedCall {
  readonly bot: User;
  readonly nowSec: number;
  readonly messages: MadeMessages;
  /** Numbers in [0, 1). */
  random(): number;
  /** An id that no message has. */
  createMessageId(): number;
  /** An id made of letters and digits. */
  createId(): string;
}

/** The chat that a parameter names, as far as its id tells. */
export function readChat({ parameters }: ShadowContext, name = "chat_id"): Chat {
  const text = parameters.get(name)?.trim();
  if (text === undefined) throw badRequest(`${name} is empty`);
  if (/^@[A-Za-z]\w{2,}$/.test(text)) {
    return { id: toMadeChatId(text), type: "supergroup", title: text.slice(1), username: text.slice(1) };
  }
  if (!/^-?[1-9][0-9]{0,15}$/.test(text)) throw badRequest("chat not found");
  const id = Number(text);
  if (id > 0) return { id, type: "private", first_name: text };
  return { id, type: text.startsWith("-100") ? "supergroup" : "group", title: text };
}

/** A supergroup's id that is always the same for a name. */
function toMadeChatId(username: string): number {
  let hash = 0;
  for (const letter of username.toLowerCase()) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_000_000;
  return -1_002_000_000_000 - hash;
}

/** A new message of the bot with `content`, in the chat, topic and reply that the call names. */
export function makeMessage(context: ShadowContext, content: Fields): Message {
  const { parameters, bot, nowSec, accessTokenId } = context;
  const chat = readChat(context);
  const topicId = parameters.integer("message_thread_id", 0);
  const keyboard = readInlineKeyboard(context);
  const message: Message = {
    message_id: context.createMessageId(),
    from: bot,
    chat,
    date: nowSec,
    ...topicId === 0 ? {} : { message_thread_id: topicId, is_topic_message: true as const },
    ...readReply(context, chat),
    ...content,
    ...keyboard === undefined ? {} : { reply_markup: keyboard },
    ...parameters.boolean("protect_content") ? { has_protected_content: true } : {},
  };
  context.messages.put(accessTokenId, message);
  return message;
}

/** Of a message that the bot got there is no more than its id: it is shown as one that cannot be accessed. */
function readReply(context: ShadowContext, chat: Chat): Fields {
  const asked = context.parameters.json("reply_parameters");
  const given: unknown = isFields(asked)
    ? asked.message_id
    : context.parameters.integer("reply_to_message_id", 0);
  const messageId = Number(given);
  const isElsewhere = isFields(asked) && asked.chat_id !== undefined &&
    String(asked.chat_id) !== String(chat.id);
  if (!Number.isSafeInteger(messageId) || messageId <= 0 || isElsewhere) return {};
  const known = context.messages.find({
    accessTokenId: context.accessTokenId,
    chatId: chat.id,
    messageId,
  });
  const { reply_to_message: _, ...quoted } = known ?? { message_id: messageId, chat, date: 0 };
  return { reply_to_message: quoted };
}
