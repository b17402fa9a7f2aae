import type { ChatMember } from "../bot_api_objects.ts";
import { toSender } from "../posting.ts";
import type { World } from "../world.ts";
import { personOf, placeOf } from "./places.ts";

/** Lets a person block a bot, or take it back; the bot gets `my_chat_member`. */
export function setBlocked(
  world: World,
  { user, bot, isBlocked }: { readonly user: number; readonly bot: number; readonly isBlocked: boolean },
): void {
  const conversation = placeOf(world, { bot }, user);
  const blocked = world.bots.get(bot);
  if (blocked === undefined || conversation.isBlocked === isBlocked) return;
  conversation.isBlocked = isBlocked;
  const present: ChatMember = { status: "member", user: toSender(blocked.user) };
  const banned: ChatMember = { status: "kicked", user: toSender(blocked.user), until_date: 0 };
  world.publish(blocked, "my_chat_member", {
    chat: conversation.chat,
    from: toSender(personOf(world, user)),
    date: world.nowSec(),
    old_chat_member: isBlocked ? present : banned,
    new_chat_member: isBlocked ? banned : present,
  });
}
