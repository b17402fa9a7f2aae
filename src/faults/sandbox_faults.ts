import type { FaultRow } from "./fault_row.ts";

/** What cannot be done in the sandbox; a refusal tells it of the whole body. */
export const sandboxFaults = {
  sandbox_action_unknown: { message: 'There is no action "{name}"' },
  sandbox_object_invalid: { message: "Cannot read the object: {place} {wrong}" },
  sandbox_place_missing: { message: "Name a bot or a chat" },
  sandbox_user_unknown: { message: "Cannot find user {id} in the sandbox" },
  sandbox_bot_unknown: { message: "Cannot find bot {id} in the sandbox" },
  sandbox_chat_unknown: { message: "Cannot find chat {id} in the sandbox" },
  sandbox_topic_unknown: { message: "Cannot find topic {id} in chat {chat}" },
  sandbox_message_unknown: { message: "Cannot find message {id} in chat {chat}" },
  sandbox_button_unknown: { message: "Message {id} has no such button" },
  sandbox_result_unknown: { message: "The bot offered no result {id}" },
  sandbox_invoice_missing: { message: "Message {id} has no open invoice" },
  sandbox_poll_missing: { message: "Message {id} has no open poll" },
  sandbox_user_not_in_chat: { message: "User {id} is not in chat {chat}" },
  sandbox_message_foreign: { message: "Message {id} is somebody else's" },
  sandbox_message_empty: { message: "A message needs text or content" },
  sandbox_not_a_basic_group: { message: "Cannot upgrade chat {id}: it is not a basic group" },
  sandbox_group_empty: { message: "Cannot upgrade chat {id}: nobody is in it" },
  sandbox_bot_exists: { message: "The sandbox already has bot {id}" },
  sandbox_user_exists: { message: "The sandbox already has user {id}" },
  sandbox_group_id_invalid: { message: "{id} cannot be the id of a new group" },
  sandbox_update_empty: { message: "Cannot store the update: it is empty" },
  sandbox_queue_full: { message: "Cannot store the update: it is too large, or the queue is full" },
  sandbox_refused: { message: "Telegram would refuse this: {said}" },
} as const satisfies Readonly<Record<string, FaultRow>>;
