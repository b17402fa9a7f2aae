import type { JsonRecord } from "../base/json_value.ts";
import { toMoment } from "../base/moment.ts";
import type { ArchivedMessage } from "./shown_message.ts";

/** A message as it is written outside of BotMux, in exports and by the management API; `null` for what there is none of. */
interface MessageLine {
  readonly id: number;
  readonly chat_id: number;
  readonly message_id: number;
  readonly connection: string | null;
  readonly topic: number | null;
  readonly user_id: number | null;
  readonly sender_chat_id: number | null;
  readonly direction: "in" | "out";
  readonly content: string;
  readonly album: string | null;
  readonly at: string | null;
  readonly edited_at: string | null;
  readonly deleted_at: string | null;
  /** Its newest version, a Message of the Bot API. */
  readonly message: JsonRecord;
}

/** A message as it is written outside. */
export function toMessageLine(shown: ArchivedMessage): MessageLine {
  return {
    id: shown.id,
    chat_id: shown.chatId,
    message_id: shown.messageId,
    connection: shown.connection || null,
    topic: shown.topicId || null,
    user_id: shown.userId || null,
    sender_chat_id: shown.senderChatId || null,
    direction: shown.direction,
    content: shown.content,
    album: shown.albumId || null,
    at: toMoment(shown.atMs),
    edited_at: toMoment(shown.editedAtMs),
    deleted_at: toMoment(shown.deletedAtMs),
    message: shown.message,
  };
}
