import { type ChatMove, toChatMove } from "./chat_move.ts";
import { toDateSec } from "./date.ts";

/** What filters and lanes need to know of an update. Ids are 0 where the update has none. */
export interface UpdateFacts {
  readonly updateId: number;
  /** Name of the field beside `update_id`; `unknown` when there is none. */
  readonly kind: string;
  readonly chatId: number;
  /** Forum topic (`message_thread_id` of a topic message). */
  readonly topicId: number;
  /** Who caused it. */
  readonly userId: number;
  /** Seconds since the epoch at which the event happened (edits: the edit), 0 when the update does not say. */
  readonly dateSec: number;
  /** Set when it tells that a group became a supergroup. */
  readonly chatMove?: ChatMove;
}

/**
 * Takes the facts out of a parsed update. Every kind keeps them in the same few places, so kinds of the future are
 * read by the same rules.
 *
 * @throws {TypeError} when `update` is no object with an integer `update_id`.
 */
export function readUpdateFacts(update: unknown): UpdateFacts {
  const fields = asRecord(update);
  const updateId = fields?.update_id;
  if (fields === undefined || typeof updateId !== "number" || !Number.isSafeInteger(updateId)) {
    throw new TypeError("Cannot read an update: it has no update_id");
  }
  let kind = "unknown";
  for (const name in fields) {
    if (name !== "update_id" && fields[name] !== null) {
      kind = name;
      break;
    }
  }
  const body = asRecord(fields[kind]);
  if (body === undefined) return { updateId, kind, chatId: 0, topicId: 0, userId: 0, dateSec: 0 };
  // A callback query carries the message its button stands under.
  const message = asRecord(body.message);
  const chat = asRecord(body.chat) ?? asRecord(message?.chat);
  const user = asRecord(body.from) ?? asRecord(body.user);
  const topicHolder = message ?? body;
  const chatId = integerOf(chat?.id);
  const chatMove = readChatMove(body, chatId);
  return {
    updateId,
    kind,
    chatId,
    topicId: topicHolder.is_topic_message === true ? integerOf(topicHolder.message_thread_id) : 0,
    userId: integerOf(user?.id),
    dateSec: toDateSec(body.edit_date) || toDateSec(body.date),
    ...(chatMove === undefined ? {} : { chatMove }),
  };
}

/** Both ends tell of it: the group where it goes, the supergroup where it comes from. */
function readChatMove(message: Record<string, unknown>, chatId: number): ChatMove | undefined {
  const { migrate_to_chat_id: to, migrate_from_chat_id: from } = message;
  if (to === undefined && from === undefined) return undefined;
  return toChatMove(chatId, integerOf(to)) ?? toChatMove(integerOf(from), chatId);
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : undefined;
}

function integerOf(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}
