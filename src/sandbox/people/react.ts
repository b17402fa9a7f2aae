import type { ReactionType } from "../bot_api_objects.ts";
import { setReaction } from "../reactions.ts";
import type { World } from "../world.ts";
import { messageOf, personOf, type Place, placeOf } from "./places.ts";

/** A reaction of a person to a message. */
export interface Reacting extends Place {
  readonly from: number;
  readonly messageId: number;
  /** Takes the place of the reactions before; none or an empty list takes them back. */
  readonly emoji?: string | readonly string[];
}

/** Reacts to a message. */
export function react(world: World, reacting: Reacting): void {
  const conversation = placeOf(world, reacting, reacting.from);
  const message = messageOf(conversation, reacting.messageId);
  const emoji = typeof reacting.emoji === "string" ? [reacting.emoji] : reacting.emoji ?? [];
  const reactions: ReactionType[] = emoji.map((each) => ({ type: "emoji", emoji: each }));
  setReaction(world, conversation, message, { user: personOf(world, reacting.from), reactions });
}
