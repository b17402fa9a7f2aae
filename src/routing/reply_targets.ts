import { asInteger, asRecord } from "../base/json_value.ts";
import type { CompiledRule } from "./compiled_rules.ts";
import type { Link, Place } from "./job.ts";
import { isSamePlace } from "./place.ts";
import type { RoutingStore } from "./routing_store.ts";
import type { UpdateView } from "./update_view.ts";

/** Where a reply goes. */
export interface ReplyTarget {
  readonly routeId: number;
  readonly bot: number;
  readonly chat: number;
  /** 0 for none. */
  readonly topic: number;
}

interface ReplyTargetOptions {
  readonly store: Pick<RoutingStore, "linksAt" | "topicOwner">;
  readonly rule: (routeId: number) => CompiledRule | undefined;
  /** Whether a bot can send. */
  readonly isManaged: (botId: number) => boolean;
}

/**
 * Where a message of a person goes because of what it answers: to the other end of the message it replies to, in
 * either direction, or to the chat whose topic it is in. What replies to nothing has no target, whoever wrote last.
 */
export async function findReplyTargets(
  options: ReplyTargetOptions,
  view: UpdateView,
): Promise<ReplyTarget[]> {
  const targets = await findAll(options, view);
  return targets.filter(({ bot }) => options.isManaged(bot));
}

async function findAll({ store, rule }: ReplyTargetOptions, view: UpdateView): Promise<ReplyTarget[]> {
  const { bot, chatId, topicId, message } = view;
  const replied = asRecord(message?.reply_to_message);
  // In a topic, what replies to nothing replies to the message that made the topic.
  if (replied !== undefined && replied.forum_topic_created === undefined) {
    const here = { bot: bot.id, chat: chatId, message: asInteger(replied.message_id) };
    const links = (await store.linksAt(here)).filter((link) => isOpen(link, here, rule(link.routeId)));
    if (links.length > 0) return links.map((link) => toReplyTarget(link, here));
  }
  if (topicId === 0) return [];
  const owner = await store.topicOwner(bot.id, chatId, topicId);
  if (owner === undefined) return [];
  return [{ routeId: owner.routeId, bot: owner.sourceBot, chat: owner.sourceChat, topic: 0 }];
}

/** A rule that is off, or gone, takes up nothing new, but replies to what it sent still reach their chat. */
function isOpen({ original, action }: Link, here: Place, rule: CompiledRule | undefined): boolean {
  const isOriginal = isSamePlace(original, here);
  const isAtSource = isOriginal === (action >= 0);
  return !isAtSource || (rule !== undefined && rule.route.rule.enabled !== false);
}

function toReplyTarget(
  { routeId, original, originalTopic, copy, copyTopic }: Link,
  here: Place,
): ReplyTarget {
  const isOriginal = isSamePlace(original, here);
  const [end, topic] = isOriginal ? [copy, copyTopic] : [original, originalTopic];
  return { routeId, bot: end.bot, chat: end.chat, topic };
}
