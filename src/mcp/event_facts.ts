import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { messageFacts, personFacts } from "./message_facts.ts";

/** Kinds of update that hold a message, and what agents are told of them. */
const messageKinds: Readonly<Record<string, string>> = {
  message: "message",
  edited_message: "edit",
  channel_post: "message",
  edited_channel_post: "edit",
};

/** An update for an agent; `undefined` for a kind that agents are not told of. */
export function eventFacts(update: JsonRecord): JsonRecord | undefined {
  for (const [kind, event] of Object.entries(messageKinds)) {
    const message = asRecord(update[kind]);
    if (message !== undefined) return { event, ...messageFacts(message) };
  }
  const query = asRecord(update.callback_query);
  if (query !== undefined) return pressFacts(query);
  const reaction = asRecord(update.message_reaction);
  return reaction && reactionFacts(reaction);
}

/** The press of a button. */
function pressFacts(query: JsonRecord): JsonRecord {
  const { chat_id, topic_id, message_id } = messageFacts(asRecord(query.message) ?? {});
  const from = asRecord(query.from);
  return {
    event: "button",
    chat_id,
    topic_id,
    message_id,
    from_id: asInteger(from?.id),
    untrusted: { from: personFacts(from), button: pressedText(query) },
  };
}

/** What the pressed button says; empty when the message does not show it any more. */
function pressedText({ message, data }: JsonRecord): string {
  const rows = asArray(asRecord(asRecord(message)?.reply_markup)?.inline_keyboard);
  const buttons = rows.flatMap((row) => asArray(row)).map(asRecord);
  return asText(buttons.find((button) => button?.callback_data === data)?.text);
}

function reactionFacts(reaction: JsonRecord): JsonRecord {
  const from = asRecord(reaction.user) ?? asRecord(reaction.actor_chat);
  const emojis = asArray(reaction.new_reaction).map((each) => asText(asRecord(each)?.emoji)).filter(Boolean);
  return {
    event: "reaction",
    chat_id: asInteger(asRecord(reaction.chat)?.id),
    message_id: asInteger(reaction.message_id),
    from_id: asInteger(from?.id),
    untrusted: { from: personFacts(from), emojis },
  };
}
