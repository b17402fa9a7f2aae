import type { Fields, Message } from "../sandbox/bot_api_objects.ts";
import { arrayParameter } from "../sandbox/call.ts";
import { readCallCaption, readChecklist, readLocation } from "../sandbox/content.ts";
import { badRequest } from "../sandbox/refusals.ts";
import { readInlineKeyboard } from "../sandbox/reply_markup.ts";
import { readText, textMembers } from "../sandbox/text/formatted.ts";
import { toMediaContent } from "./media.ts";
import { makeMessage, readChat, type ShadowContext } from "./shadow_context.ts";

const maxMessages = 100;

/** Members of a Message that say how it came to be, and not what it shows. */
const circumstances: ReadonlySet<string> = new Set([
  "message_id",
  "from",
  "chat",
  "date",
  "edit_date",
  "message_thread_id",
  "is_topic_message",
  "reply_to_message",
  "reply_markup",
  "has_protected_content",
]);

/** What methods answer that refer to messages which are there, by their names in lower case. */
export const changedMessages: Readonly<Record<string, (context: ShadowContext) => unknown>> = {
  forwardmessage: (context) => forward(context, context.parameters.integer("message_id", 0)),
  forwardmessages: (context) => readIds(context).map((id) => toMessageId(forward(context, id))),
  copymessage: (context) => toMessageId(copy(context, context.parameters.integer("message_id", 0))),
  copymessages: (context) => readIds(context).map((id) => toMessageId(copy(context, id))),
  deletemessage(context) {
    forget(context, context.parameters.integer("message_id", 0));
    return true;
  },
  deletemessages(context) {
    for (const id of readIds(context)) forget(context, id);
    return true;
  },
  editmessagetext: (context) => edit(context, textMembers(readText(context)), isContent),
  editmessagecaption: (context) => edit(context, readCallCaption(context), isCaption),
  editmessagemedia: (context) =>
    edit(context, toMediaContent(context, context.parameters.json("media")), isContent),
  editmessagelivelocation: (context) => edit(context, { location: readLocation(context) }, isContent),
  stopmessagelivelocation: (context) => edit(context, {}, () => false),
  editmessagechecklist: (context) => edit(context, { checklist: readChecklist(context) }, isContent),
  editmessagereplymarkup: (context) => edit(context, {}, () => false),
  setgamescore: (context) => edit(context, {}, () => false),
  stoppoll,
};

/** The message that the call names, with `content` in place of the members that are `replaced`. */
function edit(context: ShadowContext, content: Fields, replaced: (member: string) => boolean): unknown {
  const { parameters, messages, accessTokenId, nowSec } = context;
  if (parameters.get("inline_message_id") !== undefined) return true;
  const { message_id, chat, date, reply_markup: _, ...rest } = findMessage(
    context,
    parameters.integer("message_id", 0),
  );
  const keyboard = readInlineKeyboard(context);
  const message: Message = {
    message_id,
    chat,
    date,
    ...without(rest, replaced),
    ...content,
    edit_date: nowSec,
    ...keyboard === undefined ? {} : { reply_markup: keyboard },
  };
  messages.put(accessTokenId, message);
  return message;
}

function isContent(member: string): boolean {
  return !circumstances.has(member);
}

function isCaption(member: string): boolean {
  return member === "caption" || member === "caption_entities";
}

function without(fields: Fields, left: (member: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([member]) => !left(member)));
}

/** The message that was made up, or one of which no more is known than that it is there. */
function findMessage(context: ShadowContext, messageId: number, place = "chat_id"): Message {
  if (messageId <= 0) throw badRequest("message identifier is not specified");
  const { messages, accessTokenId, bot, nowSec } = context;
  const chat = readChat(context, place);
  return messages.find({ accessTokenId, chatId: chat.id, messageId }) ??
    { message_id: messageId, from: bot, chat, date: nowSec };
}

function forward(context: ShadowContext, messageId: number): Message {
  const original = findMessage(context, messageId, "from_chat_id");
  const origin = { type: "user", date: original.date, sender_user: original.from };
  return makeMessage(context, { forward_origin: origin, ...contentOf(original) });
}

function copy(context: ShadowContext, messageId: number): Message {
  const content = contentOf(findMessage(context, messageId, "from_chat_id"));
  const kept = context.parameters.values.has("caption") ? without(content, isCaption) : content;
  return makeMessage(context, { ...kept, ...readCallCaption(context) });
}

function contentOf(message: Message): Fields {
  return without(message, (member) => circumstances.has(member));
}

function forget(context: ShadowContext, messageId: number): void {
  const { messages, accessTokenId } = context;
  messages.delete({ accessTokenId, chatId: readChat(context).id, messageId });
}

function stoppoll(context: ShadowContext): unknown {
  const message = findMessage(context, context.parameters.integer("message_id", 0));
  const poll = {
    id: context.createId(),
    question: "…",
    options: [],
    total_voter_count: 0,
    is_anonymous: true,
    type: "regular",
    allows_multiple_answers: false,
    allows_revoting: true,
    members_only: false,
    ...Object(message.poll),
    is_closed: true,
  };
  if (message.poll !== undefined) context.messages.put(context.accessTokenId, { ...message, poll });
  return poll;
}

function readIds(context: ShadowContext): number[] {
  const ids = arrayParameter(context, "message_ids") ?? [];
  if (ids.length === 0) throw badRequest("message identifiers are not specified");
  if (ids.length > maxMessages) throw badRequest("too many message identifiers specified");
  return ids.map(Number);
}

function toMessageId({ message_id }: Message): Pick<Message, "message_id"> {
  return { message_id };
}
