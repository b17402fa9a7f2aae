import type { JsonRecord } from "../base/json_value.ts";

/** Fields of a Message that say where, when and by whom, but not what. Fields of the future count as content. */
export const messageEnvelope: ReadonlySet<string> = new Set([
  "message_id",
  "message_thread_id",
  "direct_messages_topic",
  "from",
  "sender_chat",
  "sender_boost_count",
  "sender_business_bot",
  "sender_tag",
  "date",
  "guest_query_id",
  "business_connection_id",
  "chat",
  "forward_origin",
  "is_topic_message",
  "is_automatic_forward",
  "reply_to_message",
  "external_reply",
  "quote",
  "reply_to_story",
  "reply_to_checklist_task_id",
  "reply_to_poll_option_id",
  "via_bot",
  "guest_bot_caller_user",
  "guest_bot_caller_chat",
  "edit_date",
  "has_protected_content",
  "is_from_offline",
  "is_paid_post",
  "media_group_id",
  "author_signature",
  "paid_star_count",
  "entities",
  "link_preview_options",
  "suggested_post_info",
  "effect_id",
  "caption",
  "caption_entities",
  "show_caption_above_media",
  "has_media_spoiler",
  "reply_markup",
  // Names of older servers.
  "forward_from",
  "forward_from_chat",
  "forward_from_message_id",
  "forward_signature",
  "forward_sender_name",
  "forward_date",
]);

/** Content that comes with a second, less exact description of itself. */
const exactKinds = ["text", "animation", "live_photo", "venue", "gift_upgrade_sent"];

/**
 * What a message holds: the name of its field, such as `text`, `photo` or `new_chat_members`; `unknown` when there is
 * none. Contents of the future are named the same way.
 */
export function contentOf(message: JsonRecord): string {
  const exact = exactKinds.find((name) => message[name] !== undefined);
  return exact ?? Object.keys(message).find((name) => !messageEnvelope.has(name)) ?? "unknown";
}
