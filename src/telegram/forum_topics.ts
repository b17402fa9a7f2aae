import { asInteger, asRecord, type JsonRecord } from "../base/json_value.ts";

/** The id of a forum's General topic. Its messages bear no `message_thread_id`, and none may be sent with it. */
export const generalTopicId = 1;

/** The topic that a message is in; 0 for none, and for the General topic. */
export function topicIdOf(message: JsonRecord): number {
  return message.is_topic_message === true ? asInteger(message.message_thread_id) : 0;
}

/** What changes of a topic by a service message. */
export function topicChanges(message: JsonRecord): JsonRecord {
  return {
    ...asRecord(message.forum_topic_created),
    ...asRecord(message.forum_topic_edited),
    ...(message.forum_topic_closed === undefined ? {} : { is_closed: true }),
    ...(message.forum_topic_reopened === undefined ? {} : { is_closed: false }),
    ...(message.general_forum_topic_hidden === undefined ? {} : { is_hidden: true }),
    ...(message.general_forum_topic_unhidden === undefined ? {} : { is_hidden: false }),
  };
}
