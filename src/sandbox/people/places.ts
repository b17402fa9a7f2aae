import type { Bot } from "../bot.ts";
import type { Conversation } from "../conversation.ts";
import type { Message, User } from "../bot_api_objects.ts";
import type { World } from "../world.ts";
import { sandboxError } from "../sandbox_error.ts";

/** Where something happens: the private chat of a person with `bot`, or the group or channel `chat`. */
export interface Place {
  /** Id of the bot of a private chat. */
  readonly bot?: number;
  /** Id of a group or channel. */
  readonly chat?: number;
}

/** The person with this id. */
export function personOf(world: World, userId: number): User {
  const person = world.people.get(userId);
  if (person === undefined) throw sandboxError("sandbox_user_unknown", { id: userId });
  return person;
}

/** The chat of `place`; a private one is opened when it is not there yet. */
export function placeOf(world: World, place: Place, userId: number): Conversation {
  if (place.chat !== undefined) return groupOf(world, place.chat);
  if (place.bot === undefined) throw sandboxError("sandbox_place_missing");
  return world.openPrivateChat(botOf(world, place.bot), personOf(world, userId));
}

/** The bot whose file ids are told of a chat: the one that was named, else the first that sees it; 0 for none. */
export function readerOf(world: World, { bot }: Place, conversation: Conversation): number {
  return bot ?? world.audience(conversation)[0]?.id ?? 0;
}

/** The bot with this id. */
export function botOf(world: World, botId: number): Bot {
  const bot = world.bots.get(botId);
  if (bot === undefined) throw sandboxError("sandbox_bot_unknown", { id: botId });
  return bot;
}

/** The group or channel with this id. */
export function groupOf(world: World, chatId: number): Conversation {
  const group = world.groups.get(chatId);
  if (group === undefined) throw sandboxError("sandbox_chat_unknown", { id: chatId });
  return group;
}

/** A message of a chat. */
export function messageOf(conversation: Conversation, messageId: number): Message {
  const message = conversation.find(messageId);
  if (message === undefined) {
    throw sandboxError("sandbox_message_unknown", { id: messageId, chat: conversation.chat.id });
  }
  return message;
}
