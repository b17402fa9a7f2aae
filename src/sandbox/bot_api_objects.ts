/** Fields of an object of the Bot API, under their wire names. */
export type Fields = Record<string, unknown>;

/** A `User` object. */
export interface User {
  readonly id: number;
  readonly is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
  [field: string]: unknown;
}

/** A `Chat` object. */
export interface Chat {
  readonly id: number;
  readonly type: "private" | "group" | "supergroup" | "channel";
  title?: string;
  username?: string;
  first_name?: string;
  last_name?: string;
  is_forum?: true;
}

/** A `MessageEntity` object; offset and length count UTF-16 units. */
export interface MessageEntity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly user?: User;
  readonly language?: string;
  readonly custom_emoji_id?: string;
}

/** A `Message` object. Its content lies in the fields that are not spelled out. */
export interface Message {
  readonly message_id: number;
  readonly date: number;
  readonly chat: Chat;
  from?: User;
  sender_chat?: Chat;
  message_thread_id?: number;
  is_topic_message?: true;
  edit_date?: number;
  text?: string;
  entities?: readonly MessageEntity[];
  caption?: string;
  caption_entities?: readonly MessageEntity[];
  media_group_id?: string;
  reply_markup?: InlineKeyboardMarkup;
  [field: string]: unknown;
}

/** An `InlineKeyboardMarkup` object. */
export interface InlineKeyboardMarkup {
  readonly inline_keyboard: readonly (readonly InlineKeyboardButton[])[];
}

/** An `InlineKeyboardButton` object. */
export interface InlineKeyboardButton {
  readonly text: string;
  readonly callback_data?: string;
  readonly [field: string]: unknown;
}

/** A `ChatMember` object of any status. */
export interface ChatMember {
  readonly status: "creator" | "administrator" | "member" | "restricted" | "left" | "kicked";
  readonly user: User;
  readonly [field: string]: unknown;
}

/** A `ReactionType` object. */
export interface ReactionType {
  readonly type: "emoji" | "custom_emoji" | "paid";
  readonly emoji?: string;
  readonly custom_emoji_id?: string;
}
