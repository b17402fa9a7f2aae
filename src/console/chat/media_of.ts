import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../../base/json_value.ts";
import { contentTexts, coordinatesText, maxText, readParts } from "../../telegram/shown_texts.ts";
import type { ShownMedia } from "./bubble.ts";
import { toContentLabel } from "./content_label.ts";
import { toFileHref, toPicture, toShownFile } from "./file_href.ts";

/** How wide pictures are in a chat, in pixels. */
const pictureWidth = 600;
/** Longest raw JSON in a chat; the page of the message has all of it. */
const maxRawLength = 2_000;

type Read = (value: JsonRecord, botId: number, message: JsonRecord) => ShownMedia | undefined;

/** How each content is shown that is more than text. */
const readers: Readonly<Record<string, Read>> = {
  video: (value, botId, message) => video("video", value, botId, message),
  animation: (value, botId, message) => video("animation", value, botId, message),
  video_note: (value, botId, message) => video("round-video", value, botId, message),
  live_photo: (value, botId, message) =>
    image(value.photo, botId, message) ?? video("video", value, botId, message),
  audio: (value, botId) => ({ kind: "audio", ...sound(value, botId) }),
  voice: (value, botId) => ({ kind: "voice", ...sound(value, botId) }),
  document: (value, botId) => ({
    kind: "document",
    href: toFileHref(botId, value),
    name: asText(value.file_name),
    bytes: asInteger(value.file_size),
    thumbnail: toShownFile(botId, asRecord(value.thumbnail)),
  }),
  sticker: (value, botId) => ({
    kind: "sticker",
    file: stickerFile(value, botId),
    emoji: asText(value.emoji),
  }),
  location: (value) => place(value, value),
  venue: (value) => place(asRecord(value.location) ?? {}, value),
  contact: (value) => ({
    kind: "contact",
    name: [value.first_name, value.last_name].map(asText).filter(Boolean).join(" "),
    phone: asText(value.phone_number),
  }),
  poll: (value) => poll(value),
  dice: (value) => ({ kind: "dice", emoji: asText(value.emoji), value: asInteger(value.value) }),
  checklist: (value) => ({
    kind: "checklist",
    title: asText(value.title),
    tasks: readParts(value.tasks).map((task) => ({
      text: asText(task.text),
      isDone: asInteger(task.completion_date) > 0,
    })),
  }),
  story: (value) => words("story", value),
  game: (value) => words("game", value),
  invoice: (value) => words("invoice", value),
  giveaway: (value) => words("giveaway", value),
  giveaway_winners: (value) => words("giveaway_winners", value),
  gift: (value) => words("gift", value),
  gift_upgrade_sent: (value) => words("gift_upgrade_sent", value),
  unique_gift: (value) => words("unique_gift", value),
  rich_message: (value) => words("rich_message", value),
};

function readerOf(content: string): Read | undefined {
  return Object.hasOwn(readers, content) ? readers[content] : undefined;
}

/** What a message holds beside its text; none for text and for what only Telegram says about the chat. */
export function toMedia(content: string, message: JsonRecord, botId: number): ShownMedia[] {
  if (content === "text" || content === "unknown") return [];
  if (content === "photo") return [image(message.photo, botId, message) ?? raw(content, message.photo)];
  const value = asRecord(message[content]);
  if (content === "paid_media") return paidMedia(value ?? {}, botId, message);
  return [(value && readerOf(content)?.(value, botId, message)) ?? raw(content, message[content])];
}

/** Whether it is shown as what somebody sent; all else is what Telegram says about the chat. */
export function isSent(content: string): boolean {
  return content === "text" || content === "photo" || content === "paid_media" ||
    readerOf(content) !== undefined ||
    toContentLabel(content) === undefined;
}

function image(sizes: unknown, botId: number, message: JsonRecord): ShownMedia | undefined {
  const file = toPicture(botId, sizes, pictureWidth);
  const full = toPicture(botId, sizes, Infinity);
  if (file === undefined || full === undefined) return undefined;
  return { kind: "image", file, fullHref: full.href, isHidden: message.has_media_spoiler === true };
}

function video(
  kind: "video" | "animation" | "round-video",
  value: JsonRecord,
  botId: number,
  message: JsonRecord,
): ShownMedia {
  return {
    kind,
    href: toFileHref(botId, value),
    poster: toPicture(botId, value.cover, pictureWidth) ?? toShownFile(botId, asRecord(value.thumbnail)),
    seconds: asInteger(value.duration),
    isHidden: message.has_media_spoiler === true,
  };
}

function sound(value: JsonRecord, botId: number) {
  return {
    href: toFileHref(botId, value),
    title: asText(value.title) || asText(value.file_name),
    performer: asText(value.performer),
    seconds: asInteger(value.duration),
  };
}

/** Browsers show no animated stickers, and videos of stickers are small: a picture stands for both. */
function stickerFile(value: JsonRecord, botId: number) {
  const isMoving = value.is_animated === true || value.is_video === true;
  return isMoving ? toShownFile(botId, asRecord(value.thumbnail)) : toShownFile(botId, value);
}

function place(location: JsonRecord, { title, address, live_period }: JsonRecord): ShownMedia | undefined {
  const { latitude, longitude } = location;
  if (typeof latitude !== "number" || typeof longitude !== "number") return undefined;
  return {
    kind: "place",
    latitude,
    longitude,
    title: asText(title),
    address: asText(address) || coordinatesText(location),
    isLive: asInteger(live_period) > 0,
  };
}

function poll(value: JsonRecord): ShownMedia {
  const right = [value.correct_option_id, ...asArray(value.correct_option_ids)];
  return {
    kind: "poll",
    question: asText(value.question),
    notes: [value.description, value.explanation].map(asText).filter(Boolean),
    options: readParts(value.options).map((option, index) => ({
      text: asText(option.text),
      votes: asInteger(option.voter_count),
      isRight: right.includes(index),
    })),
    total: asInteger(value.total_voter_count),
    isQuiz: value.type === "quiz",
    isClosed: value.is_closed === true,
  };
}

function paidMedia(value: JsonRecord, botId: number, message: JsonRecord): ShownMedia[] {
  const { paid_media: _items, ...price } = value;
  const paid = words("paid_media", price);
  const shown = readParts(value.paid_media).flatMap(
    (item): ShownMedia[] => {
      const name = asText(item.type);
      const media = name === "photo"
        ? image(item.photo, botId, message)
        : readerOf(name)?.(asRecord(item[name]) ?? {}, botId, message);
      return media === undefined ? [] : [media];
    },
  );
  return [paid, ...shown];
}

function words(name: string, value: JsonRecord): ShownMedia {
  const detail = contentTexts(name, value).join(" · ").slice(0, maxText);
  return { kind: "words", label: toContentLabel(name) ?? "content.unknown", detail };
}

function raw(name: string, value: unknown): ShownMedia {
  return { kind: "raw", name, json: (JSON.stringify(value, null, 2) ?? "").slice(0, maxRawLength) };
}
