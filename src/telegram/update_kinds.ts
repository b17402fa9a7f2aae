/**
 * The kinds of update of Bot API 10.1, in the order of the `Update` object: the name of the one field beside
 * `update_id`, and the name used in `allowed_updates`.
 */
export const updateKinds = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "business_connection",
  "business_message",
  "edited_business_message",
  "deleted_business_messages",
  "guest_message",
  "message_reaction",
  "message_reaction_count",
  "inline_query",
  "chosen_inline_result",
  "callback_query",
  "shipping_query",
  "pre_checkout_query",
  "purchased_paid_media",
  "poll",
  "poll_answer",
  "my_chat_member",
  "chat_member",
  "chat_join_request",
  "chat_boost",
  "removed_chat_boost",
  "managed_bot",
] as const;

/** A kind known today. Kinds of the future are plain strings and pass through. */
type UpdateKind = (typeof updateKinds)[number];

/** Kinds Telegram sends only to those who name them in `allowed_updates`. */
export const optInKinds: ReadonlySet<string> = new Set<UpdateKind>([
  "chat_member",
  "message_reaction",
  "message_reaction_count",
]);

const knownKinds: ReadonlySet<string> = new Set(updateKinds);

/** Whether Bot API 10.1 has this kind. */
export function isKnownKind(kind: string): kind is UpdateKind {
  return knownKinds.has(kind);
}

/** Whether a kind, of the future too, brings a message. Others look like one but are about one, such as a reaction. */
export function bringsMessage(kind: string): boolean {
  return /(^|_)(message|post)$/.test(kind);
}

const day = 86_400;

/** Seconds the official server keeps an update of a kind for its reader (`TQueue` lifetimes). */
export function lifetimeSec(kind: string): number {
  switch (kind) {
    case "inline_query":
      return 30;
    case "callback_query":
    case "shipping_query":
    case "pre_checkout_query":
      return 150;
    case "chosen_inline_result":
      return 600;
    default:
      return day;
  }
}
