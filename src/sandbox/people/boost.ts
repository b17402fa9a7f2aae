import { toSender } from "../posting.ts";
import type { World } from "../world.ts";
import { groupOf, personOf } from "./places.ts";

const boostSec = 30 * 86_400;

/** A boost of a chat by a person with Premium, or its end. */
export interface Boost {
  readonly chat: number;
  readonly user: number;
  readonly isRemoved?: boolean;
}

/** Boosts a chat; its administrator bots are told. */
export function boost(world: World, { chat, user, isRemoved }: Boost): void {
  const conversation = groupOf(world, chat);
  const source = { source: "premium", user: toSender(personOf(world, user)) };
  const boost_id = `boost${user}`;
  const now = world.nowSec();
  const bots = world.audience(conversation).filter(({ id }) => conversation.isAdministrator(id));
  if (isRemoved === true) {
    world.publishToAll(bots, "removed_chat_boost", {
      chat: conversation.chat,
      boost_id,
      remove_date: now,
      source,
    });
  } else {
    const boosted = { boost_id, add_date: now, expiration_date: now + boostSec, source };
    world.publishToAll(bots, "chat_boost", { chat: conversation.chat, boost: boosted });
  }
}
