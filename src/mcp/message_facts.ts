import type { ArchivedMessage } from "../archive/shown_message.ts";
import { asArray, asInteger, asRecord, asText, type JsonRecord } from "../base/json_value.ts";
import { toMoment } from "../base/moment.ts";
import { contentOf } from "../telegram/message_content.ts";
import { personName } from "../telegram/person_name.ts";
import { messageText } from "../telegram/shown_texts.ts";

/** An archived message for an agent. Everything that people wrote or named is in `untrusted`. */
export function archivedFacts(shown: ArchivedMessage): JsonRecord {
  return leaveOutEmpty({
    chat_id: shown.chatId,
    topic_id: shown.topicId,
    message_id: shown.messageId,
    direction: shown.direction,
    at: toMoment(shown.atMs),
    edited_at: toMoment(shown.editedAtMs),
    deleted_at: toMoment(shown.deletedAtMs),
    content: shown.content,
    ...senderAndText(shown.message),
  });
}

/** A Message of the Bot API for an agent, like {@linkcode archivedFacts}. */
export function messageFacts(message: JsonRecord): JsonRecord {
  return leaveOutEmpty({
    chat_id: asInteger(asRecord(message.chat)?.id),
    topic_id: message.is_topic_message === true ? asInteger(message.message_thread_id) : 0,
    message_id: asInteger(message.message_id),
    at: toMoment(asInteger(message.date) * 1000),
    edited_at: toMoment(asInteger(message.edit_date) * 1000),
    content: contentOf(message),
    ...senderAndText(message),
  });
}

/** Where a message is that the agent sent; empty when the answer does not say. */
export function sentFacts(message: JsonRecord | undefined): JsonRecord {
  if (message === undefined) return {};
  const { chat_id, topic_id, message_id, at } = messageFacts(message);
  return leaveOutEmpty({ chat_id, topic_id, message_id, at });
}

/** Who a User or Chat object is, for `untrusted`. */
export function personFacts(person: JsonRecord | undefined): JsonRecord {
  return leaveOutEmpty({ name: personName(person), username: asText(person?.username) });
}

function senderAndText(message: JsonRecord): JsonRecord {
  const sender = asRecord(message.sender_chat) ?? asRecord(message.from);
  const file = fileOf(message);
  return {
    from_id: asInteger(sender?.id),
    from_bot: sender?.is_bot === true ? true : undefined,
    reply_to_message_id: asInteger(asRecord(message.reply_to_message)?.message_id),
    file: file && leaveOutEmpty({
      file_id: asText(file.file_id),
      bytes: asInteger(file.file_size),
      mime_type: asText(file.mime_type),
    }),
    untrusted: leaveOutEmpty({
      from: personFacts(sender),
      text: messageText(message),
      file_name: asText(file?.file_name),
    }),
  };
}

/** The file of a message, the largest size of a photo; `undefined` for one without. */
function fileOf(message: JsonRecord): JsonRecord | undefined {
  const held = message[contentOf(message)];
  const file = asRecord(Array.isArray(held) ? asArray(held).at(-1) : held);
  return file?.file_id === undefined ? undefined : file;
}

/** Only what there is: no zero, empty text, `null` or `undefined`. */
function leaveOutEmpty(facts: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) =>
      !(value === undefined || value === null || value === 0 || value === "")
    ),
  );
}
