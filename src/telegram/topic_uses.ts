import type { methodTargets } from "./method_targets.ts";

/**
 * How a method says which topic of the chat in `chat_id` it is about:
 * - `thread`: by `message_thread_id`; without it, the General topic
 * - `topic`: by `message_thread_id`, which has to be there
 * - `message`: by the messages it acts on
 * - `general`: it acts on the General topic
 * - `members`: it only reads about members of the chat, whatever the topic
 */
export type TopicUse = "thread" | "topic" | "message" | "general" | "members";

/** Methods of Bot API 10.1 that are about a topic, a message or members. All others are about the whole chat, or no chat. */
export const topicUses = {
  sendMessage: "thread",
  forwardMessage: "thread",
  forwardMessages: "thread",
  copyMessage: "thread",
  copyMessages: "thread",
  sendPhoto: "thread",
  sendLivePhoto: "thread",
  sendAudio: "thread",
  sendDocument: "thread",
  sendVideo: "thread",
  sendAnimation: "thread",
  sendVoice: "thread",
  sendVideoNote: "thread",
  sendPaidMedia: "thread",
  sendMediaGroup: "thread",
  sendLocation: "thread",
  sendVenue: "thread",
  sendContact: "thread",
  sendPoll: "thread",
  sendDice: "thread",
  sendMessageDraft: "thread",
  sendChatAction: "thread",
  sendSticker: "thread",
  sendRichMessage: "thread",
  sendRichMessageDraft: "thread",
  sendInvoice: "thread",
  sendGame: "thread",
  editForumTopic: "topic",
  closeForumTopic: "topic",
  reopenForumTopic: "topic",
  deleteForumTopic: "topic",
  unpinAllForumTopicMessages: "topic",
  setMessageReaction: "message",
  deleteMessageReaction: "message",
  pinChatMessage: "message",
  unpinChatMessage: "message",
  editMessageText: "message",
  editMessageCaption: "message",
  editMessageMedia: "message",
  editMessageLiveLocation: "message",
  stopMessageLiveLocation: "message",
  editMessageReplyMarkup: "message",
  stopPoll: "message",
  approveSuggestedPost: "message",
  declineSuggestedPost: "message",
  deleteMessage: "message",
  deleteMessages: "message",
  setGameScore: "message",
  getGameHighScores: "message",
  editGeneralForumTopic: "general",
  closeGeneralForumTopic: "general",
  reopenGeneralForumTopic: "general",
  hideGeneralForumTopic: "general",
  unhideGeneralForumTopic: "general",
  unpinAllGeneralForumTopicMessages: "general",
  getChatAdministrators: "members",
  getChatMemberCount: "members",
  getChatMember: "members",
  getUserChatBoosts: "members",
} as const satisfies Readonly<Partial<Record<keyof typeof methodTargets, TopicUse>>>;

const uses: ReadonlyMap<string, TopicUse> = new Map(
  Object.entries(topicUses).map(([name, use]) => [name.toLowerCase(), use]),
);

/** How the method whose name in lower case is `lowerCaseName` says its topic; `undefined` when it does not. */
export function findTopicUse(lowerCaseName: string): TopicUse | undefined {
  return uses.get(lowerCaseName);
}
