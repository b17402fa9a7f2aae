import type { UpdateFacts } from "./update_facts.ts";

/**
 * The ordering key of an update: webhook deliveries of one lane go one after another, others side by side. The empty
 * lane keeps no order.
 *
 * @param readBody gives what is beside `update_id`, parsed; only asked for kinds whose facts do not say enough.
 */
export function laneOf(
  facts: Pick<UpdateFacts, "kind" | "chatId" | "userId">,
  readBody: () => unknown,
): string {
  switch (facts.kind) {
    case "message":
    case "edited_message":
    case "channel_post":
    case "edited_channel_post":
    case "guest_message":
      return `chat ${facts.chatId}`;
    case "inline_query":
    case "chosen_inline_result":
    case "callback_query":
    case "purchased_paid_media":
    case "managed_bot":
    case "business_connection":
      return `${facts.kind} ${facts.userId}`;
    case "shipping_query":
    case "pre_checkout_query":
      return `payment ${facts.userId}`;
    case "my_chat_member":
      return `own membership ${facts.chatId}`;
    case "chat_member":
    case "chat_join_request":
      return `membership ${facts.userId}`;
    case "chat_boost":
    case "removed_chat_boost":
      return `boost ${facts.chatId}`;
    case "message_reaction":
    case "message_reaction_count":
      return `${facts.kind} ${facts.chatId}`;
    case "business_message":
    case "edited_business_message":
    case "deleted_business_messages":
      return `business ${facts.chatId}`;
    case "poll":
    case "poll_answer":
      return `poll ${pollIdOf(readBody())}`;
    default:
      return "";
  }
}

/** The poll's own id, or the one that an answer names. */
function pollIdOf(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const id: unknown = "poll_id" in body ? body.poll_id : "id" in body ? body.id : "";
  return typeof id === "string" ? id : "";
}
