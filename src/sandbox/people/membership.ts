import { announceService, changeMembership } from "../membership.ts";
import { Conversation } from "../conversation.ts";
import type { Chat, ChatMember } from "../bot_api_objects.ts";
import { toSender } from "../posting.ts";
import { administratorRights } from "../rights.ts";
import type { World } from "../world.ts";
import { groupOf, personOf } from "./places.ts";
import { sandboxError } from "../sandbox_error.ts";

/** Someone's way into or out of a group or channel. */
export interface Move {
  readonly chat: number;
  /** Id of the person or bot that comes or goes. */
  readonly user: number;
  /** Who adds or removes them; without it they come or go by themselves. */
  readonly by?: number;
}

/** A new rank. */
export interface Ranking extends Move {
  readonly status: "administrator" | "member" | "kicked" | "left";
}

/** A wish to join that an administrator has to grant. */
export interface JoinRequest {
  readonly chat: number;
  readonly user: number;
  readonly bio?: string;
  /** The link that was followed. */
  readonly inviteLink?: string;
}

/** Someone comes into a chat. */
export function join(world: World, move: Move): void {
  rank(world, {
    ...move,
    status: groupOf(world, move.chat).chat.type === "channel" && world.bots.has(move.user)
      ? "administrator"
      : "member",
  });
}

/** Someone goes, or is removed by another. */
export function leave(world: World, move: Move): void {
  rank(world, { ...move, status: "left" });
}

/** Someone is promoted, demoted, removed or banned. */
export function rank(world: World, { chat, user, by, status }: Ranking): void {
  const conversation = groupOf(world, chat);
  const target = world.user(user);
  if (target === undefined) throw sandboxError("sandbox_user_unknown", { id: user });
  const actor = by === undefined ? target : world.user(by);
  if (actor === undefined) throw sandboxError("sandbox_user_unknown", { id: by ?? user });
  const member: ChatMember = {
    status,
    user: target,
    ...(status === "administrator" ? { can_be_edited: false, ...administratorRights(true) } : {}),
    ...(status === "kicked" ? { until_date: 0 } : {}),
  };
  changeMembership(world, conversation, { user: target, actor, member });
}

/** Asks to be let in; bots that may invite get `chat_join_request`. */
export function askToJoin(world: World, request: JoinRequest): void {
  const conversation = groupOf(world, request.chat);
  const person = personOf(world, request.user);
  conversation.joinRequests.set(person.id, person);
  const link = request.inviteLink === undefined
    ? undefined
    : conversation.inviteLinks.get(request.inviteLink);
  for (const bot of world.audience(conversation)) {
    if (!conversation.hasRight(bot.id, "can_invite_users")) continue;
    // For some minutes the bot may write to that person.
    world.openPrivateChat(bot, person);
    world.publish(bot, "chat_join_request", {
      chat: conversation.chat,
      from: toSender(person),
      user_chat_id: person.id,
      date: world.nowSec(),
      ...(request.bio === undefined ? {} : { bio: request.bio }),
      ...(link === undefined ? {} : { invite_link: link }),
    });
  }
}

/** Turns a basic group into a supergroup with another id; the old id answers with `migrate_to_chat_id`. */
export function upgradeGroup(world: World, { chat }: { readonly chat: number }): Chat {
  const old = groupOf(world, chat);
  if (old.chat.type !== "group") throw sandboxError("sandbox_not_a_basic_group", { id: chat });
  const owner = [...old.members.values()].find(({ status }) => status === "creator")?.user ??
    [...old.members.values()][0]?.user;
  if (owner === undefined) throw sandboxError("sandbox_group_empty", { id: chat });
  const id = -1_001_000_000_001 - world.groups.size;
  const upgraded = new Conversation({ ...old.chat, id, type: "supergroup" }, {
    keep: world.limits.messagesPerChat,
  });
  for (const [userId, member] of old.members) upgraded.members.set(userId, member);
  world.groups.set(id, upgraded);
  announceService(world, old, owner, { migrate_to_chat_id: id });
  announceService(world, upgraded, owner, { migrate_from_chat_id: chat });
  old.details.migrated_to = id;
  return upgraded.chat;
}
