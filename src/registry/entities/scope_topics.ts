import Type, { type TArray, type TString } from "typebox";
import { ValueError, type ValueKind } from "../../base/value_kind.ts";
import { chatOfPlace, topicOfPlace } from "./place.ts";

/** The ID of a chat and of one of its forum topics. */
const topicPattern = /^-?[1-9]\d{0,15}\/[1-9]\d{0,9}$/;

/** Forum topics, each with its chat. */
export const ChatTopics: TArray<TString> = Type.Array(Type.String({ pattern: topicPattern.source }), {
  minItems: 1,
  maxItems: 1_000,
});

/** A forum topic (`-1001234567890/7`); number 1 is the General topic. */
export const chatTopicKind: ValueKind<string> = {
  placeholder: "CHAT/TOPIC,CHAT/TOPIC",
  schema: Type.String(),
  parse(value) {
    const text = String(value).trim();
    if (topicPattern.test(text)) return text;
    throw new ValueError("the numbers of a chat and a topic, such as -1001234567890/7");
  },
};

/** IDs of topics by the ID of their chat. */
export type TopicsByChat = ReadonlyMap<number, ReadonlySet<number>>;

/** Records never change, so a list is read once. */
const read = new WeakMap<readonly string[], TopicsByChat>();

/** Topics of a scope by their chat. */
export function topicsByChat(topics: readonly string[]): TopicsByChat {
  const known = read.get(topics);
  if (known !== undefined) return known;
  const byChat = new Map<number, Set<number>>();
  for (const topic of topics) {
    const chatId = chatOfPlace(topic);
    const ofChat = byChat.get(chatId);
    if (ofChat === undefined) byChat.set(chatId, new Set([topicOfPlace(topic)]));
    else ofChat.add(topicOfPlace(topic));
  }
  read.set(topics, byChat);
  return byChat;
}
