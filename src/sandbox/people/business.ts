import { toSender } from "../posting.ts";
import type { World } from "../world.ts";
import { botOf, personOf } from "./places.ts";

/** A person connects a bot to their business account, or takes it back. */
export interface BusinessChange {
  readonly user: number;
  readonly bot: number;
  readonly isEnabled: boolean;
}

/** Tells the bot of the connection; returns its id. Messages of the business chats come by `inject`. */
export function connectBusiness(world: World, { user, bot, isEnabled }: BusinessChange): string {
  const connected = botOf(world, bot);
  const id = `business${user}to${bot}`;
  const fields = {
    id,
    user: toSender(personOf(world, user)),
    user_chat_id: user,
    date: world.nowSec(),
    rights: { can_reply: true, can_read_messages: true },
    is_enabled: isEnabled,
  };
  world.businessConnections.set(id, { botId: bot, fields });
  world.publish(connected, "business_connection", fields);
  return id;
}
