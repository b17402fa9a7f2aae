import Type, { type Static } from "typebox";
import { BotId, parseMoment } from "./wire.ts";

/** A chat in a path: its id, or `@name` of a public one. */
const ChatName = Type.String({
  pattern: "^(-?[1-9][0-9]{0,15}|@[A-Za-z][A-Za-z0-9_]{3,31})$",
  description: "Id of a chat, or @name of a public one",
});
export const MessageId = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });
export const UserId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
export const Topic = Type.Integer({
  minimum: 1,
  maximum: 2 ** 31 - 1,
  description: "`message_thread_id` of a forum topic; 1 is the General topic",
});

/** Path of a chat as a bot sees it. */
export const chatPath = { bot: BotId, chat: ChatName };
/** Path of a message. */
export const messagePath = { ...chatPath, message: MessageId };
/** Path of somebody in a chat. */
export const memberPath = { ...chatPath, user: UserId };

const maxEntities = 500;

/** How a text is formatted. */
export const formatting = {
  parse_mode: Type.Optional(Type.Enum(["HTML", "MarkdownV2", "Markdown"])),
  entities: Type.Optional(Type.Array(
    Type.Object({
      type: Type.String({ maxLength: 64 }),
      offset: Type.Integer({ minimum: 0 }),
      length: Type.Integer({ minimum: 1 }),
    }, {
      title: "MessageEntity",
      description: "MessageEntity of the Bot API; offsets count UTF-16 code units",
    }),
    { maxItems: maxEntities },
  )),
};

/** Rows of inline buttons. */
export const Buttons = Type.Array(
  Type.Array(
    Type.Object({ text: Type.String({ minLength: 1, maxLength: 256 }) }, {
      title: "InlineKeyboardButton",
      description: "InlineKeyboardButton of the Bot API: `text`, and one of `url`, `callback_data` and so on",
    }),
    { minItems: 1, maxItems: 8 },
  ),
  { maxItems: 100, description: "Rows of inline buttons; an empty list removes them" },
);

/** A moment that Telegram is told in seconds. */
export const Until = Type.Optional(Type.String({
  format: "date-time",
  description: "End time; by default never",
}));

/** A Message as Telegram gives it. */
export const TelegramMessage = Type.Object({ message_id: Type.Integer() }, {
  title: "TelegramMessage",
  description: "A Message of the Bot API, as Telegram gives it",
});
/** What Telegram answers when it did what was asked and has nothing more to say. */
export const Done = Type.Literal(true);

/** The chat of a path as a parameter: Telegram tells ids from names by their type. */
export function toChatId(chat: string): number | string {
  return chat.startsWith("@") ? chat : Number(chat);
}

/**
 * Seconds since the epoch of an {@linkcode Until}; `undefined` for never.
 *
 * @throws {ApiError} 409 when there is no such moment.
 */
export function toUnixSec(until: string | undefined, pointer: string): number | undefined {
  if (until === undefined) return undefined;
  const sec = Math.ceil(parseMoment(until, pointer) / 1000);
  // Telegram counts in 32 bits, where a later moment would lie in the past, and takes 0 for never.
  return Math.min(Math.max(sec, 1), 2 ** 31 - 1);
}

/** Rows of buttons as `reply_markup`; `undefined` when none are said. */
export function toReplyMarkup(buttons: Static<typeof Buttons> | undefined): unknown {
  return buttons === undefined ? undefined : { inline_keyboard: buttons };
}
