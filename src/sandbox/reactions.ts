import { isFields } from "./call.ts";
import type { Conversation } from "./conversation.ts";
import type { Message, ReactionType, User } from "./bot_api_objects.ts";
import { toSender } from "./posting.ts";
import type { World } from "./world.ts";

/** Sets a user's reactions to a message; the bots of the chat are told when a person did it. */
export function setReaction(
  world: World,
  conversation: Conversation,
  message: Message,
  change: { readonly user: User; readonly reactions: readonly ReactionType[] },
): void {
  const { user, reactions } = change;
  const all = conversation.reactions.get(message.message_id) ?? new Map<number, readonly ReactionType[]>();
  const old = all.get(user.id) ?? [];
  if (reactions.length === 0) all.delete(user.id);
  else all.set(user.id, reactions);
  conversation.reactions.set(message.message_id, all);
  if (user.is_bot || JSON.stringify(old) === JSON.stringify(reactions)) return;
  const about = { chat: conversation.chat, message_id: message.message_id, date: world.nowSec() };
  // Bots learn of reactions in groups and channels as administrators only; in channels they are anonymous.
  const audience = world.audience(conversation).filter(({ id }) =>
    conversation.botId !== undefined || conversation.isAdministrator(id)
  );
  if (conversation.chat.type === "channel") {
    world.publishToAll(audience, "message_reaction_count", {
      ...about,
      reactions: countReactions(all.values()),
    });
  } else {
    world.publishToAll(audience, "message_reaction", {
      ...about,
      user: toSender(user),
      old_reaction: old,
      new_reaction: reactions,
    });
  }
}

/** Reads an array of `ReactionType` objects; `undefined` when it is not one. */
export function readReactions(value: unknown): ReactionType[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const read: ReactionType[] = [];
  for (const reaction of value) {
    if (!isFields(reaction)) return undefined;
    if (reaction.type === "emoji" && typeof reaction.emoji === "string") {
      read.push({ type: "emoji", emoji: reaction.emoji });
    } else if (reaction.type === "custom_emoji" && typeof reaction.custom_emoji_id === "string") {
      read.push({ type: "custom_emoji", custom_emoji_id: reaction.custom_emoji_id });
    } else if (reaction.type === "paid") {
      read.push({ type: "paid" });
    } else return undefined;
  }
  return read;
}

function countReactions(
  chosen: Iterable<readonly ReactionType[]>,
): { type: ReactionType; total_count: number }[] {
  const counts = new Map<string, { type: ReactionType; total_count: number }>();
  for (const reactions of chosen) {
    for (const type of reactions) {
      const key = JSON.stringify(type);
      const count = counts.get(key) ?? { type, total_count: 0 };
      count.total_count++;
      counts.set(key, count);
    }
  }
  return [...counts.values()];
}
