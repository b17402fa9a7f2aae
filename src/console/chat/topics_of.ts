import type { StoredChat, StoredTopic } from "../../archive/archive_store.ts";
import { asText } from "../../base/json_value.ts";
import { generalTopicId } from "../../telegram/forum_topics.ts";
import type { Bubble } from "./bubble.ts";
import type { ShownTopic } from "./view.tsx";
import type { Visit } from "../serve/visit.ts";
import { chatPath } from "./bubble_of.ts";

/** All topics of a chat to choose from, the choice of them all first; none for a chat without topics. */
export function toTopics(
  topics: readonly StoredTopic[],
  chat: StoredChat,
  current: number,
  { locale: { t } }: Visit,
): ShownTopic[] {
  if (topics.length === 0) return [];
  const path = chatPath(chat);
  const general = topics.find(({ topicId }) => topicId === generalTopicId);
  const others = topics.filter((topic) => topic !== general);
  const listed = chat.facts.is_forum === true || general !== undefined
    ? [general ?? { topicId: generalTopicId, facts: {} }, ...others]
    : others;
  return [
    { name: "", href: path, isCurrent: current === 0 },
    ...listed.map((topic) => ({
      name: nameOf(topic, t),
      href: topicHref(path, topic.topicId),
      isCurrent: topic.topicId === current,
    })),
  ];
}

/** Finds the topic that a message says it is in. */
export function createTopicFinder(
  topics: readonly StoredTopic[],
  chat: Pick<StoredChat, "botId" | "chatId">,
  { locale: { t } }: Visit,
): (topicId: number) => Bubble["topic"] {
  const known = new Map(topics.map((topic) => [topic.topicId, topic]));
  return (topicId) => ({
    name: nameOf(known.get(topicId) ?? { topicId, facts: {} }, t),
    href: topicHref(chatPath(chat), topicId),
  });
}

function nameOf({ topicId, facts }: StoredTopic, t: Visit["locale"]["t"]): string {
  const name = asText(facts.name);
  if (name !== "") return name;
  return topicId === generalTopicId ? t("chat.topic.general") : t("chat.topic", { id: topicId });
}

function topicHref(path: string, topicId: number): string {
  return `${path}?topic=${topicId}`;
}
