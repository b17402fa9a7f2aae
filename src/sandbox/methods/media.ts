import { type Call, copyMembers, isFields, type Method } from "../call.ts";
import { readCallCaption } from "../content.ts";
import { writableChat } from "../chat_access.ts";
import { readInputFile, resolveInputFile } from "../input_file.ts";
import { describeMedia, type MediaType, photoSizes, toThumbnail } from "../media.ts";
import type { Fields } from "../bot_api_objects.ts";
import { post, send } from "../posting.ts";
import { badRequest } from "../refusals.ts";
import { readCaption } from "../text/formatted.ts";

const maxAlbumSize = 10;
const albumTypes: ReadonlySet<string> = new Set([
  "photo",
  "video",
  "audio",
  "document",
  "animation",
  "live_photo",
]);

/** Sending of files, alone and as albums. */
export const mediaMethods: Readonly<Record<string, Method>> = {
  sendPhoto: sender("photo"),
  sendAudio: sender("audio"),
  sendDocument: sender("document"),
  sendVideo: sender("video"),
  sendAnimation: sender("animation"),
  sendVoice: sender("voice"),
  sendVideoNote: sender("video_note"),
  sendSticker: sender("sticker"),
  sendLivePhoto,
  sendMediaGroup,
  sendPaidMedia,
};

function sender(type: MediaType): Method {
  return async (call) => {
    writableChat(call);
    const file = await readInputFile(call, type, type);
    const facts = copyMembers(call, {
      duration: "integer",
      width: "integer",
      height: "integer",
      length: "integer",
      performer: "text",
      title: "text",
      emoji: "text",
    });
    const content = describeMedia(type, file, { ...facts, ...await thumbnail(call, type) });
    return send(call, { ...content, ...captionOf(call, type) });
  };
}

async function sendLivePhoto(call: Call): Promise<unknown> {
  writableChat(call);
  const video = await readInputFile(call, "live_photo", "live_photo");
  const photo = await readInputFile(call, "photo", "photo");
  const { live_photo } = describeMedia("live_photo", video, {});
  const described = isFields(live_photo) ? live_photo : {};
  return send(call, {
    live_photo: { ...described, photo: photoSizes(photo) },
    ...captionOf(call, "live_photo"),
  });
}

async function sendMediaGroup(call: Call): Promise<unknown> {
  const conversation = writableChat(call);
  const items = readMediaList(call);
  if (items.length > maxAlbumSize) throw badRequest("too many messages to send as an album");
  const contents: Fields[] = [];
  for (const item of items) {
    if (!albumTypes.has(String(item.type))) {
      throw badRequest(`type "${String(item.type)}" can't be used in sendMediaGroup`);
    }
    contents.push(await toAlbumContent(call, item));
  }
  const media_group_id = call.world.queries.createId();
  return contents.map((content) => post(call, conversation, { media_group_id, ...content }));
}

async function sendPaidMedia(call: Call): Promise<unknown> {
  writableChat(call);
  const star_count = call.parameters.integer("star_count", 0);
  if (star_count <= 0) throw badRequest("invalid number of Telegram Stars specified");
  const paid_media: Fields[] = [];
  for (const item of readMediaList(call)) {
    const type = item.type === "video" ? "video" : "photo";
    const { document: _, ...described } = describeMedia(
      type,
      await resolveInputFile(call, item.media, type),
      item,
    );
    paid_media.push({ type, ...described });
  }
  return send(call, { paid_media: { star_count, paid_media }, ...captionOf(call, "photo") });
}

function readMediaList(call: Call): Fields[] {
  if (call.parameters.get("media") === undefined) throw badRequest("there are no messages to send");
  const list = call.parameters.json("media");
  if (!Array.isArray(list)) throw badRequest("can't parse media JSON object");
  if (list.length === 0) throw badRequest("there are no messages to send");
  return list.map((item) => {
    if (!isFields(item)) throw badRequest("can't parse InputMedia: expected an Object");
    return item;
  });
}

/** Content of a Message for one `InputMedia` object. */
export async function toAlbumContent(call: Call, item: Fields): Promise<Fields> {
  const type = mediaTypeOf(item.type);
  const file = await resolveInputFile(call, item.media, type);
  return {
    ...describeMedia(type, file, item),
    ...(item.has_spoiler === true ? { has_media_spoiler: true } : {}),
    ...readCaption(
      typeof item.caption === "string" ? item.caption : undefined,
      item.parse_mode,
      item.caption_entities,
    ),
  };
}

function mediaTypeOf(type: unknown): MediaType {
  switch (type) {
    case "photo":
    case "video":
    case "audio":
    case "document":
    case "animation":
    case "live_photo":
      return type;
    default:
      throw badRequest(`can't parse InputMedia: invalid type "${String(type)}" specified`);
  }
}

function captionOf(call: Call, type: MediaType): Fields {
  return type === "sticker" || type === "video_note" ? {} : readCallCaption(call);
}

/** Puts an uploaded thumbnail beside the described file; only uploads count, as with Telegram. */
async function thumbnail(call: Call, type: MediaType): Promise<Fields> {
  const { parameters } = call;
  const attached = /^attach:\/\/(.+)$/.exec(parameters.get("thumbnail") ?? "")?.[1];
  const name = attached ?? "thumbnail";
  if (type === "photo" || !parameters.files.has(name)) return {};
  const file = await readInputFile(call, name, "photo");
  return { thumbnail: toThumbnail(file) };
}
