import { seenBy } from "../file_tag.ts";
import type { Chat, Message, User } from "../bot_api_objects.ts";
import type { World } from "../world.ts";
import { type Place, placeOf, readerOf } from "./places.ts";

/** A group or channel, and who is in it. */
export interface Gathering {
  readonly chat: Chat;
  /** Ids of people and bots. */
  readonly members: readonly number[];
}

/** A chat as a person sees it. */
export interface Talk {
  readonly chat: Chat;
  /** The latest messages, oldest first; ids of files are those that a bot of the chat knows them by. */
  readonly messages: readonly Message[];
  /** Reactions by message id: each emoji with how many chose it. */
  readonly reactions: ReadonlyMap<number, ReadonlyMap<string, number>>;
  /** Rows of texts below the field, when a bot put a reply keyboard there. */
  readonly keyboard: readonly (readonly string[])[];
  /** The bot that files are asked for; 0 when there is none. */
  readonly botId: number;
}

/** The people there are. */
export function listPeople(world: World): User[] {
  return [...world.people.values()];
}

/** The groups and channels there are. */
export function listGatherings(world: World): Gathering[] {
  return [...world.groups.values()].map((group) => ({
    chat: group.chat,
    members: [...group.members.keys()].filter((id) => group.isPresent(id)),
  }));
}

/** A chat with its `most` latest messages; `user` names the person of a private chat. */
export function lookAt(world: World, place: Place & { readonly user?: number }, max: number): Talk {
  const conversation = placeOf(world, place, place.user ?? 0);
  const botId = readerOf(world, place, conversation);
  const messages = conversation.history().slice(-max);
  return {
    chat: conversation.chat,
    messages: messages.map((message) => seenBy(message, botId)),
    reactions: new Map(
      messages.map(({ message_id }) => [message_id, countReactions(conversation, message_id)]),
    ),
    keyboard: conversation.replyKeyboard?.rows ?? [],
    botId,
  };
}

function countReactions(
  { reactions }: ReturnType<typeof placeOf>,
  messageId: number,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { emoji } of [...reactions.get(messageId)?.values() ?? []].flat()) {
    if (emoji !== undefined) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  }
  return counts;
}
