import type { Fields } from "../sandbox/bot_api_objects.ts";
import { copyMembers, isFields } from "../sandbox/call.ts";
import {
  readCallCaption,
  readChecklist,
  readContact,
  readDice,
  readGame,
  readInvoice,
  readLocation,
  readRichMessage,
  readVenue,
} from "../sandbox/content.ts";
import { readPoll } from "../sandbox/poll_content.ts";
import { badRequest } from "../sandbox/refusals.ts";
import { readText, textMembers } from "../sandbox/text/formatted.ts";
import { type MediaType, readMedia, toMediaContent } from "./media.ts";
import { makeMessage, type ShadowContext } from "./shadow_context.ts";

type Content = (context: ShadowContext) => Fields;

/** The content of the message that a method sends, by its name in lower case. */
const contents: Readonly<Record<string, Content>> = {
  sendmessage: (context) => textMembers(readText(context)),
  sendphoto: media("photo"),
  sendlivephoto: media("live_photo"),
  sendaudio: media("audio"),
  senddocument: media("document"),
  sendvideo: media("video"),
  sendanimation: media("animation"),
  sendvoice: media("voice"),
  sendvideonote: media("video_note"),
  sendsticker: media("sticker"),
  sendpaidmedia: paidMedia,
  sendlocation: (context) => ({ location: readLocation(context) }),
  sendvenue: (context) => readVenue(context),
  sendcontact: (context) => ({ contact: readContact(context) }),
  senddice: (context) => ({ dice: readDice(context, context.random) }),
  sendgame: (context) => ({ game: readGame(context) }),
  sendinvoice: (context) => ({ invoice: readInvoice(context).shown }),
  sendchecklist: (context) => ({ checklist: readChecklist(context) }),
  sendrichmessage: (context) => ({ rich_message: readRichMessage(context) }),
  sendpoll: (context) => ({ poll: readPoll(context, context.createId(), context.nowSec) }),
};

/** What methods that send one message or an album answer, by their names in lower case. */
export const sentMessages: Readonly<Record<string, (context: ShadowContext) => unknown>> = {
  ...Object.fromEntries(
    Object.entries(contents).map(([method, content]) =>
      [method, (context: ShadowContext) => makeMessage(context, content(context))] as const
    ),
  ),
  sendmediagroup(context) {
    const media_group_id = context.createId();
    return readMediaList(context).map((item) =>
      makeMessage(context, { media_group_id, ...toMediaContent(context, item) })
    );
  },
};

/** A message of a method that is newer than the table: of its content only a text is known. */
export function makeUnknownMessage(context: ShadowContext): unknown {
  const { parameters } = context;
  if (parameters.get("chat_id") === undefined) return true;
  return makeMessage(context, parameters.get("text") === undefined ? {} : textMembers(readText(context)));
}

function media(type: MediaType): Content {
  return (context) => {
    const facts = copyMembers(context, {
      duration: "integer",
      width: "integer",
      height: "integer",
      length: "integer",
      performer: "text",
      title: "text",
    });
    return { ...readMedia(context, type, facts), ...readCallCaption(context) };
  };
}

function paidMedia(context: ShadowContext): Fields {
  const star_count = context.parameters.integer("star_count", 0);
  if (star_count <= 0) throw badRequest("invalid number of Telegram Stars specified");
  const paid_media = readMediaList(context).map((item) => ({
    type: isFields(item) ? item.type : undefined,
    ...toMediaContent(context, item),
  }));
  return { paid_media: { star_count, paid_media }, ...readCallCaption(context) };
}

function readMediaList({ parameters }: ShadowContext): unknown[] {
  const list = parameters.json("media");
  if (!Array.isArray(list) || list.length === 0) throw badRequest("there are no messages to send");
  if (list.length > 10) throw badRequest("too many messages to send as an album");
  return list;
}
