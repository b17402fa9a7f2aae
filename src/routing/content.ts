import { type Fault, fault } from "../faults/fault.ts";
import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { contentOf } from "../telegram/message_content.ts";
import { richMessageText } from "../telegram/rich_text.ts";
import { type FormattedText, maxTextLength, toFormattedText } from "./formatted_text.ts";

/** A file of a message, as the bot that saw the message can get it. */
export interface ContentFile {
  readonly id: string;
  /** The same for every bot. */
  readonly uniqueId: string;
  readonly name: string;
  readonly mimeType: string;
}

/** How the content of a message is sent anew. */
export type Sendable =
  | { readonly kind: "text"; readonly text: FormattedText; readonly members: JsonRecord }
  | {
    readonly kind: "file";
    readonly method: string;
    /** Parameter of the file, which is also its type in an album. */
    readonly field: string;
    readonly file: ContentFile;
    /** `undefined` where the type takes none. */
    readonly caption: FormattedText | undefined;
    readonly members: JsonRecord;
  }
  | {
    readonly kind: "thing";
    readonly method: string;
    readonly members: JsonRecord;
    /** What is lost on the way; empty for nothing. */
    readonly loss: Fault | undefined;
  }
  /** It cannot be sent anew: `label` says what it was, and `text` stands for it. */
  | { readonly kind: "none"; readonly label: string; readonly text: FormattedText };

/** What has to be known of a type that carries a file. */
interface FileType {
  readonly method: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly hasCaption: boolean;
  /** Members of the file's object that the method takes. */
  readonly facts: readonly string[];
}

const fileTypes: Readonly<Record<string, FileType>> = {
  photo: fileType("sendPhoto", "photo.jpg", "image/jpeg"),
  video: fileType("sendVideo", "video.mp4", "video/mp4", ["duration", "width", "height"]),
  animation: fileType("sendAnimation", "animation.mp4", "video/mp4", ["duration", "width", "height"]),
  audio: fileType("sendAudio", "audio.mp3", "audio/mpeg", ["duration", "performer", "title"]),
  document: fileType("sendDocument", "file", "application/octet-stream"),
  voice: fileType("sendVoice", "voice.ogg", "audio/ogg", ["duration"]),
  video_note: {
    ...fileType("sendVideoNote", "video.mp4", "video/mp4", ["duration", "length"]),
    hasCaption: false,
  },
  sticker: { ...fileType("sendSticker", "sticker.webp", "image/webp", ["emoji"]), hasCaption: false },
};

/** Members of a Message that go along with a file's caption. */
const captionMembers = {
  show_caption_above_media: "show_caption_above_media",
  has_media_spoiler: "has_spoiler",
};

function fileType(
  method: string,
  fileName: string,
  mimeType: string,
  facts: readonly string[] = [],
): FileType {
  return { method, fileName, mimeType, facts, hasCaption: true };
}

/** Service messages and the like: `undefined`; otherwise how the message is sent anew. */
export function readSendable(message: JsonRecord): Sendable | undefined {
  const content = contentOf(message);
  if (content === "text") {
    const { link_preview_options } = message;
    return {
      kind: "text",
      text: toFormattedText(asText(message.text), asArray(message.entities)),
      members: link_preview_options === undefined ? {} : { link_preview_options },
    };
  }
  const type = Object.hasOwn(fileTypes, content) ? fileTypes[content] : undefined;
  if (type !== undefined) return readFile(message, content, type);
  return readThing(message, content);
}

/** The caption of a message. */
export function captionOf(message: JsonRecord): FormattedText {
  return toFormattedText(asText(message.caption), asArray(message.caption_entities));
}

/** `file_unique_id` of what a message holds; empty when that is no file. */
export function fileOf(message: JsonRecord): string {
  const sendable = readSendable(message);
  return sendable?.kind === "file" ? sendable.file.uniqueId : "";
}

function readFile(message: JsonRecord, field: string, type: FileType): Sendable {
  const held = message[field];
  // Of the sizes of a picture, the largest comes last.
  const file = asRecord(Array.isArray(held) ? held.at(-1) : held) ?? {};
  return {
    kind: "file",
    method: type.method,
    field,
    file: {
      id: asText(file.file_id),
      uniqueId: asText(file.file_unique_id),
      name: asText(file.file_name) || nameOf(file, type),
      mimeType: asText(file.mime_type) || type.mimeType,
    },
    caption: type.hasCaption ? captionOf(message) : undefined,
    members: {
      ...pick(file, type.facts),
      ...Object.fromEntries(
        Object.entries(captionMembers).flatMap(([from, to]) => message[from] === true ? [[to, true]] : []),
      ),
    },
  };
}

/** Telegram tells the kinds of sticker apart by the name. */
function nameOf(file: JsonRecord, { fileName }: FileType): string {
  if (file.is_animated === true) return "sticker.tgs";
  return file.is_video === true ? "sticker.webm" : fileName;
}

function readThing(message: JsonRecord, content: string): Sendable | undefined {
  const thing = asRecord(message[content]) ?? {};
  switch (content) {
    case "location": {
      const members = pick(thing, ["latitude", "longitude", "horizontal_accuracy", "live_period", "heading"]);
      return { kind: "thing", method: "sendLocation", members, loss: undefined };
    }
    case "venue": {
      const place = pick(asRecord(thing.location) ?? {}, ["latitude", "longitude"]);
      const facts = [
        "title",
        "address",
        "foursquare_id",
        "foursquare_type",
        "google_place_id",
        "google_place_type",
      ];
      return {
        kind: "thing",
        method: "sendVenue",
        members: { ...place, ...pick(thing, facts) },
        loss: undefined,
      };
    }
    case "contact": {
      const members = pick(thing, ["phone_number", "first_name", "last_name", "vcard"]);
      return { kind: "thing", method: "sendContact", members, loss: undefined };
    }
    case "poll":
      return readPoll(thing);
    case "dice":
      // Thrown again, it would show something else.
      return { kind: "none", label: "dice", text: plain(`${asText(thing.emoji)} ${asInteger(thing.value)}`) };
    case "checklist":
      return { kind: "none", label: "checklist", text: checklistText(thing) };
    case "game":
    case "invoice":
      return { kind: "none", label: content, text: plain(`[${content}: ${asText(thing.title)}]`) };
    case "rich_message":
      return { kind: "none", label: content, text: richText(thing) };
    case "giveaway":
    case "story":
    case "paid_media":
    case "live_photo":
      return { kind: "none", label: content, text: placeholderFor(content, captionOf(message)) };
    default:
      return undefined;
  }
}

function readPoll(poll: JsonRecord): Sendable {
  const isQuiz = poll.type === "quiz";
  const isKnown = typeof poll.correct_option_id === "number";
  const options = asArray(poll.options).map((option) => {
    const { text, text_entities } = asRecord(option) ?? {};
    return { text, ...(text_entities === undefined ? {} : { text_entities }) };
  });
  return {
    kind: "thing",
    method: "sendPoll",
    members: {
      ...pick(poll, ["question", "question_entities", "is_anonymous", "allows_multiple_answers"]),
      ...(isQuiz && isKnown
        ? pick(poll, ["type", "correct_option_id", "explanation", "explanation_entities"])
        : {}),
      options,
    },
    loss: isQuiz && !isKnown ? fault("routing_quiz_as_poll") : undefined,
  };
}

/** What it says: only the bot that has its files and forms can send it as it is. */
function richText(rich: JsonRecord): FormattedText {
  const text = richMessageText(rich).slice(0, maxTextLength);
  return text === "" ? placeholderFor("rich_message", plain("")) : plain(text);
}

function checklistText({ title, tasks }: JsonRecord): FormattedText {
  const lines = asArray(tasks).map((task) => `• ${asText(asRecord(task)?.text)}`);
  return plain([asText(title), ...lines].join("\n"));
}

/** What stands for something that cannot be sent, with what was written below it. */
export function placeholderFor(label: string, caption: FormattedText): FormattedText {
  const head = `[${label.replaceAll("_", " ")}]`;
  if (caption.text === "") return plain(head);
  const shift = head.length + 1;
  const entities = caption.entities.map((entity) => ({ ...entity, offset: entity.offset + shift }));
  return { text: `${head}\n${caption.text}`, entities };
}

function plain(text: string): FormattedText {
  return { text, entities: [] };
}

function pick(from: JsonRecord, names: readonly string[]): JsonRecord {
  return Object.fromEntries(names.flatMap((name) => from[name] === undefined ? [] : [[name, from[name]]]));
}
