import { arrayParameter, type Call, type Method } from "../call.ts";
import { findChat, readChat, readMessage, writableChat } from "../chat_access.ts";
import type { Conversation } from "../conversation.ts";
import type { Fields, Message } from "../bot_api_objects.ts";
import { originOf, post } from "../posting.ts";
import { badRequest } from "../refusals.ts";
import { readCaption } from "../text/formatted.ts";

const maxConcurrent = 100;

/** Members of a Message that are its content: what forwards and copies take along. */
const contentFields = [
  "text",
  "entities",
  "link_preview_options",
  "rich_message",
  "animation",
  "audio",
  "document",
  "live_photo",
  "paid_media",
  "photo",
  "sticker",
  "video",
  "video_note",
  "voice",
  "caption",
  "caption_entities",
  "show_caption_above_media",
  "has_media_spoiler",
  "checklist",
  "contact",
  "dice",
  "game",
  "poll",
  "venue",
  "location",
  "invoice",
];

/** Forwarding, copying and deleting. */
export const moveMethods: Readonly<Record<string, Method>> = {
  forwardMessage,
  forwardMessages,
  copyMessage,
  copyMessages,
  deleteMessage,
  deleteMessages,
};

function forwardMessage(call: Call): unknown {
  const target = writableChat(call);
  const original = readMessage(call, sourceChat(call), "message to forward not found");
  return forward(call, target, original);
}

function forwardMessages(call: Call): unknown {
  const target = writableChat(call);
  const albums = new Map<string, string>();
  return foundMessages(call, sourceChat(call), "messages to forward not found")
    .map((original) => toMessageId(forward(call, target, original, albumOf(call, albums, original))));
}

function copyMessage(call: Call): unknown {
  const target = writableChat(call);
  const { parameters } = call;
  const original = readMessage(call, sourceChat(call), "message to copy not found");
  const content = copiedContent(original);
  if (parameters.get("caption") !== undefined || parameters.values.has("caption")) {
    delete content.caption;
    delete content.caption_entities;
    const { caption, ...rest } = readCaption(
      parameters.get("caption"),
      parameters.get("parse_mode"),
      parameters.json("caption_entities"),
    );
    Object.assign(content, caption === undefined ? {} : { caption }, rest);
  }
  return toMessageId(post(call, target, content));
}

function copyMessages(call: Call): unknown {
  const target = writableChat(call);
  const albums = new Map<string, string>();
  return foundMessages(call, sourceChat(call), "messages to copy not found").map((original) => {
    const content = copiedContent(original);
    if (call.parameters.boolean("remove_caption")) {
      delete content.caption;
      delete content.caption_entities;
    }
    return toMessageId(post(call, target, { ...albumOf(call, albums, original), ...content }));
  });
}

function deleteMessage(call: Call): unknown {
  const conversation = readChat(call);
  const message = readMessage(call, conversation, "message to delete not found");
  checkDeletable(call, conversation, message);
  conversation.forget(message.message_id);
  return true;
}

function deleteMessages(call: Call): unknown {
  const conversation = readChat(call);
  const messages = readIds(call).flatMap((id) => conversation.find(id) ?? []);
  for (const message of messages) checkDeletable(call, conversation, message);
  for (const message of messages) conversation.forget(message.message_id);
  return true;
}

function sourceChat(call: Call): Conversation {
  return findChat(call, call.parameters.get("from_chat_id"));
}

function forward(call: Call, target: Conversation, original: Message, extra: Fields = {}): Message {
  const content = contentOf(original);
  if (content === undefined || original.has_protected_content === true) {
    throw badRequest("message can't be forwarded");
  }
  return post(call, target, { forward_origin: originOf(original), ...extra, ...content });
}

function copiedContent(original: Message): Fields {
  const content = contentOf(original);
  const isCopyable = content !== undefined && content.invoice === undefined &&
    content.paid_media === undefined;
  if (!isCopyable || original.has_protected_content === true) throw badRequest("message can't be copied");
  return content;
}

/** The content of a message; `undefined` for service messages. */
function contentOf(original: Message): Fields | undefined {
  const content: Fields = {};
  for (const field of contentFields) {
    if (original[field] !== undefined) content[field] = original[field];
  }
  return Object.keys(content).length === 0 ? undefined : content;
}

/** Albums stay together under an id of their own. */
function albumOf(call: Call, albums: Map<string, string>, { media_group_id }: Message): Fields {
  if (media_group_id === undefined) return {};
  const known = albums.get(media_group_id) ?? call.world.queries.createId();
  albums.set(media_group_id, known);
  return { media_group_id: known };
}

function foundMessages(call: Call, source: Conversation, refusal: string): Message[] {
  const found = readIds(call).flatMap((id) => source.find(id) ?? []);
  if (found.length === 0) throw badRequest(refusal);
  return found;
}

function readIds(call: Call): number[] {
  const ids = arrayParameter(call, "message_ids") ?? [];
  if (ids.length === 0) throw badRequest("message identifiers are not specified");
  if (ids.length > maxConcurrent) throw badRequest("too many message identifiers specified");
  return ids.map(Number);
}

function checkDeletable(call: Call, conversation: Conversation, message: Message): void {
  const isOwn = message.from?.id === call.bot.id;
  const isPrivate = conversation.chat.type === "private";
  if (!isOwn && !isPrivate && !conversation.hasRight(call.bot.id, "can_delete_messages")) {
    throw badRequest("message can't be deleted");
  }
}

function toMessageId({ message_id }: Message): { message_id: number } {
  return { message_id };
}
