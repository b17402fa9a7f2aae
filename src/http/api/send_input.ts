import Type, { type Static } from "typebox";
import { generalTopicId } from "../../telegram/forum_topics.ts";
import type { FieldError } from "../problem.ts";
import { contradictions, fieldError } from "./api_error.ts";
import { Buttons, formatting, MessageId, toChatId, Topic, toReplyMarkup } from "./telegram_wire.ts";

/** Kinds of media with the method and the parameter that send each. */
const mediaKinds = {
  photo: "sendPhoto",
  video: "sendVideo",
  document: "sendDocument",
  audio: "sendAudio",
  voice: "sendVoice",
  animation: "sendAnimation",
  video_note: "sendVideoNote",
  sticker: "sendSticker",
} as const;
type MediaKind = keyof typeof mediaKinds;
const albumKinds: ReadonlySet<string> = new Set(["photo", "video", "document", "audio"]);

/** Not `file:`: a self-hosted server would read a file of its own machine. */
const filePattern = "^([A-Za-z0-9_-]{1,256}|https?://[!-~]{1,2000}|attach://[A-Za-z0-9_.-]{1,64})$";

const Media = Type.Object({
  type: Type.Enum(Object.keys(mediaKinds) as MediaKind[]), // Object.keys() forgets the names.
  file: Type.String({
    pattern: filePattern,
    description:
      "A file ID, a URL for Telegram to fetch, or `attach://` and the name of a part of this upload",
  }),
  caption: Type.Optional(Type.String({ maxLength: 8_192 })),
  ...formatting,
  spoiler: Type.Optional(Type.Boolean()),
}, { title: "MediaInput", additionalProperties: false });

/** A message to be sent. */
export const SendInput = Type.Object({
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 32_768 })),
  ...formatting,
  media: Type.Optional(Media),
  album: Type.Optional(Type.Array(Media, { minItems: 2, maxItems: 10 })),
  buttons: Type.Optional(Buttons),
  silent: Type.Optional(Type.Boolean({ description: "Send without a notification sound" })),
  protect: Type.Optional(Type.Boolean({ description: "Protect from forwarding and saving" })),
  link_preview: Type.Optional(Type.Boolean({ default: true })),
  topic: Type.Optional(Topic),
  reply_to: Type.Optional(Type.Object({
    message: MessageId,
    quote: Type.Optional(Type.String({ minLength: 1, maxLength: 4_096 })),
    must_exist: Type.Optional(Type.Boolean({
      default: false,
      description: "Send nothing if the message to reply to is gone",
    })),
  }, { additionalProperties: false })),
}, {
  title: "NewMessage",
  additionalProperties: false,
  description: "One of `text`, `media` or `album`",
});

/** The call that sends a message. */
interface SendCall {
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * The call that sends what is asked for.
 *
 * @throws {ApiError} 409 when the parts of it do not go together.
 */
export function toSendCall(chat: string, input: Static<typeof SendInput>, hasFiles: boolean): SendCall {
  const errors = findContradictions(input, hasFiles);
  if (errors.length > 0) throw contradictions(errors);
  const { text, media, album, parse_mode, entities, buttons, silent, protect, link_preview, topic } = input;
  const common = {
    chat_id: toChatId(chat),
    // Telegram knows no thread of the General topic: what is sent into none is there.
    message_thread_id: topic === generalTopicId ? undefined : topic,
    disable_notification: silent,
    protect_content: protect,
    reply_parameters: toReplyParameters(input.reply_to),
  };
  if (album !== undefined) {
    return { method: "sendMediaGroup", parameters: { ...common, media: album.map(toInputMedia) } };
  }
  const reply_markup = toReplyMarkup(buttons);
  if (media !== undefined) {
    const { type, media: file, ...rest } = toInputMedia(media);
    return { method: mediaKinds[type], parameters: { ...common, [type]: file, ...rest, reply_markup } };
  }
  const link_preview_options = link_preview === false ? { is_disabled: true } : undefined;
  return {
    method: "sendMessage",
    parameters: { ...common, text, parse_mode, entities, link_preview_options, reply_markup },
  };
}

function findContradictions(input: Static<typeof SendInput>, hasFiles: boolean): FieldError[] {
  const { text, media, album, buttons } = input;
  const errors: FieldError[] = [];
  if ([text, media, album].filter((each) => each !== undefined).length !== 1) {
    errors.push(fieldError("#", "field_send_one"));
  }
  for (const name of ["parse_mode", "entities"] as const) {
    if (text === undefined && input[name] !== undefined) {
      errors.push(fieldError(`#/${name}`, "field_of_text"));
    }
  }
  if (album !== undefined && buttons !== undefined) {
    errors.push(fieldError("#/buttons", "field_album_buttons"));
  }
  const all = [...(media === undefined ? [] : [media]), ...album ?? []];
  if (!hasFiles && all.some(({ file }) => file.startsWith("attach://"))) {
    errors.push(fieldError("#", "field_no_upload"));
  }
  if (album?.some(({ type }) => !albumKinds.has(type))) {
    errors.push(fieldError("#/album", "field_album_kinds", { values: [...albumKinds].join(", ") }));
  }
  return errors;
}

function toInputMedia({ type, file, caption, parse_mode, entities, spoiler }: Static<typeof Media>) {
  return { type, media: file, caption, parse_mode, caption_entities: entities, has_spoiler: spoiler };
}

function toReplyParameters(reply: Static<typeof SendInput>["reply_to"]): unknown {
  if (reply === undefined) return undefined;
  const { message, quote, must_exist = false } = reply;
  return { message_id: message, quote, allow_sending_without_reply: !must_exist };
}
