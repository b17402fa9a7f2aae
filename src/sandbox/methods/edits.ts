import { type Call, float, isFields, type Method, objectParameter } from "../call.ts";
import { readChat, readMessage } from "../chat_access.ts";
import type { Conversation } from "../conversation.ts";
import type { Fields, Message } from "../bot_api_objects.ts";
import { badRequest } from "../refusals.ts";
import { readInlineKeyboard } from "../reply_markup.ts";
import { readCaption, readText, textMembers } from "../text/formatted.ts";
import { toAlbumContent } from "./media.ts";
import { readChecklist, readLocation } from "../content.ts";

/** Changing what a bot has sent. */
export const editMethods: Readonly<Record<string, Method>> = {
  editMessageText,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup: (call) => change(call, () => ({}), "keep date"),
  editMessageLiveLocation: (call) => change(call, (message) => moveLocation(call, message)),
  stopMessageLiveLocation: (call) => change(call, stopLocation),
  editMessageChecklist: (call) => change(call, () => ({ checklist: readChecklist(call) })),
};

const mediaFields = [
  "photo",
  "video",
  "audio",
  "document",
  "animation",
  "live_photo",
  "voice",
  "caption",
  "caption_entities",
];

function editMessageText(call: Call): unknown {
  const formatted = readText(call);
  return change(call, (message) => {
    if (message.text === undefined) throw badRequest("there is no text in the message to edit");
    return { entities: undefined, ...textMembers(formatted) };
  });
}

function editMessageCaption(call: Call): unknown {
  const { parameters } = call;
  const caption = readCaption(
    parameters.get("caption"),
    parameters.get("parse_mode"),
    parameters.json("caption_entities"),
  );
  return change(call, (message) => {
    const isMedia = mediaFields.some((field) => message[field] !== undefined);
    if (!isMedia) throw badRequest("there is no caption in the message to edit");
    return { caption: undefined, caption_entities: undefined, ...caption };
  });
}

async function editMessageMedia(call: Call): Promise<unknown> {
  const media = objectParameter(call, "media");
  if (media === undefined) throw badRequest("media is empty");
  const content = await toAlbumContent(call, media);
  const cleared = Object.fromEntries(mediaFields.map((field) => [field, undefined]));
  return change(call, () => ({ text: undefined, entities: undefined, ...cleared, ...content }));
}

function moveLocation(call: Call, message: Message): Fields {
  if (!isLive(message)) throw badRequest("message can't be edited");
  const { live_period } = Object(message.location);
  if (float(call, "latitude") === undefined) throw badRequest("latitude is empty");
  return { location: { live_period, ...readLocation(call) } };
}

function stopLocation(message: Message): Fields {
  if (!isLive(message)) throw badRequest("message can't be edited");
  const { live_period: _, heading: __, proximity_alert_radius: ___, ...location } = Object(message.location);
  return { location };
}

function isLive(message: Message): boolean {
  return isFields(message.location) && message.location.live_period !== undefined;
}

/** Applies `toContent` to the message the call names: `undefined` members vanish; so does a keyboard not sent again. */
function change(
  call: Call,
  toContent: (message: Message) => Fields,
  mode: "date" | "keep date" = "date",
): unknown {
  const inlineId = call.parameters.get("inline_message_id");
  if (inlineId !== undefined) return changeInline(call, inlineId, toContent, mode);
  if (call.parameters.get("chat_id") === undefined) throw badRequest("message identifier is not specified");
  const conversation = readChat(call);
  const original = readMessage(call, conversation, "message to edit not found");
  if (!isEditable(call, conversation, original)) throw badRequest("message can't be edited");
  const changed = apply(call, original, toContent(original), mode);
  conversation.store(changed);
  return changed;
}

function changeInline(
  call: Call,
  id: string,
  toContent: (message: Message) => Fields,
  mode: "date" | "keep date",
): true {
  const original = call.world.inlineMessages.find(id, call.bot.id);
  if (original === undefined) throw badRequest("MESSAGE_ID_INVALID");
  call.world.inlineMessages.replace(id, apply(call, original, toContent(original), mode));
  return true;
}

function apply(call: Call, original: Message, content: Fields, mode: "date" | "keep date"): Message {
  const keyboard = readInlineKeyboard(call);
  const { edit_date, ...before } = original;
  const after: Message = JSON.parse(JSON.stringify({ ...before, ...content, reply_markup: keyboard }));
  if (canonical(after) === canonical(before)) {
    throw badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    );
  }
  if (mode === "date") return { ...after, edit_date: call.world.nowSec() };
  return edit_date === undefined ? after : { ...after, edit_date };
}

function isEditable(call: Call, conversation: Conversation, message: Message): boolean {
  if (message.from?.id === call.bot.id) return true;
  return conversation.chat.type === "channel" && conversation.hasRight(call.bot.id, "can_edit_messages");
}

/** JSON with members in a fixed order, to compare by. */
function canonical(value: unknown): string {
  return JSON.stringify(
    value,
    (_, member: unknown) =>
      isFields(member)
        ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => left < right ? -1 : 1))
        : member,
  );
}
