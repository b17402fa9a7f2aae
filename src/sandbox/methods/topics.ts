import { type Call, type Method, requiredText } from "../call.ts";
import { readChat, requireRight } from "../chat_access.ts";
import type { Conversation, Topic } from "../conversation.ts";
import type { Fields } from "../bot_api_objects.ts";
import { postService } from "../posting.ts";
import { badRequest } from "../refusals.ts";

const iconColors = [7322096, 16766590, 13338331, 9367192, 16749490, 16478047];

/** Forum topics. */
export const topicMethods: Readonly<Record<string, Method>> = {
  getForumTopicIconStickers: () => [],
  createForumTopic,
  editForumTopic,
  closeForumTopic: (call) => setClosed(call, true),
  reopenForumTopic: (call) => setClosed(call, false),
  deleteForumTopic,
  unpinAllForumTopicMessages: (call) => {
    const { conversation, topic } = readTopic(call);
    unpin(conversation, (threadId) => threadId === topic.id);
    return true;
  },
  editGeneralForumTopic: (call) =>
    general(call, {
      forum_topic_edited: { name: requiredText(call, "name", "topic name must be non-empty") },
    }),
  closeGeneralForumTopic: (call) => general(call, { forum_topic_closed: {} }),
  reopenGeneralForumTopic: (call) => general(call, { forum_topic_reopened: {} }),
  hideGeneralForumTopic: (call) => general(call, { general_forum_topic_hidden: {} }),
  unhideGeneralForumTopic: (call) => general(call, { general_forum_topic_unhidden: {} }),
  unpinAllGeneralForumTopicMessages: (call) => {
    unpin(forum(call), (threadId) => threadId === undefined);
    return true;
  },
};

function createForumTopic(call: Call): unknown {
  const conversation = forum(call);
  const name = requiredText(call, "name", "topic name must be non-empty");
  if (name.length > 128) throw badRequest("TOPIC_TITLE_INVALID");
  const iconColor = call.parameters.integer("icon_color", iconColors[0] ?? 0);
  if (!iconColors.includes(iconColor)) throw badRequest("invalid icon color specified");
  const iconEmojiId = call.parameters.get("icon_custom_emoji_id");
  const icon = iconEmojiId === undefined ? {} : { icon_custom_emoji_id: iconEmojiId };
  // The topic's id is that of the message that tells of it.
  const { message_id } = postService(call, conversation, {
    forum_topic_created: { name, icon_color: iconColor, ...icon },
  });
  conversation.topics.set(message_id, {
    id: message_id,
    name,
    iconColor,
    isClosed: false,
    ...(iconEmojiId === undefined ? {} : { iconEmojiId }),
  });
  return { message_thread_id: message_id, name, icon_color: iconColor, ...icon };
}

function editForumTopic(call: Call): unknown {
  const { conversation, topic } = readTopic(call);
  const name = call.parameters.get("name");
  const iconEmojiId = call.parameters.get("icon_custom_emoji_id");
  if ((name ?? topic.name) === topic.name && (iconEmojiId ?? topic.iconEmojiId) === topic.iconEmojiId) {
    throw badRequest("TOPIC_NOT_MODIFIED");
  }
  if (name !== undefined) topic.name = name;
  if (iconEmojiId !== undefined) topic.iconEmojiId = iconEmojiId;
  tell(call, conversation, topic, {
    forum_topic_edited: {
      ...(name === undefined ? {} : { name }),
      ...(iconEmojiId === undefined ? {} : { icon_custom_emoji_id: iconEmojiId }),
    },
  });
  return true;
}

function setClosed(call: Call, isClosed: boolean): true {
  const { conversation, topic } = readTopic(call);
  if (topic.isClosed === isClosed) throw badRequest("TOPIC_NOT_MODIFIED");
  topic.isClosed = isClosed;
  tell(call, conversation, topic, isClosed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} });
  return true;
}

function deleteForumTopic(call: Call): unknown {
  const { conversation, topic } = readTopic(call);
  conversation.topics.delete(topic.id);
  for (const message of conversation.history()) {
    if (message.message_thread_id === topic.id) conversation.forget(message.message_id);
  }
  return true;
}

function general(call: Call, content: Fields): true {
  postService(call, forum(call), content);
  return true;
}

function tell(call: Call, conversation: Conversation, topic: Topic, content: Fields): void {
  postService(call, conversation, { message_thread_id: topic.id, is_topic_message: true, ...content });
}

function unpin(conversation: Conversation, isMeant: (threadId: number | undefined) => boolean): void {
  conversation.pinned = conversation.pinned.filter((id) =>
    !isMeant(conversation.find(id)?.message_thread_id)
  );
}

function forum(call: Call): Conversation {
  const conversation = readChat(call);
  if (conversation.chat.is_forum !== true) throw badRequest("the chat is not a forum");
  requireRight(conversation, call.bot, "can_manage_topics");
  return conversation;
}

function readTopic(call: Call): { conversation: Conversation; topic: Topic } {
  const conversation = forum(call);
  const topic = conversation.topics.get(call.parameters.integer("message_thread_id", 0));
  if (topic === undefined) throw badRequest("message thread not found");
  return { conversation, topic };
}
