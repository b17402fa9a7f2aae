import { type Conversation, isPresent } from "./conversation.ts";
import type { ChatMember, Fields, Message, User } from "./bot_api_objects.ts";
import { senderOf, toSender } from "./posting.ts";
import type { World } from "./world.ts";

/** A change of someone's standing in a group or channel. */
interface MembershipChange {
  readonly user: User;
  readonly member: ChatMember;
  /** Who caused it. */
  readonly actor: User;
  /** Further members of `ChatMemberUpdated`. */
  readonly extra?: Fields;
}

/** Applies a change: `my_chat_member` or `chat_member` updates, and the service message that chats show. */
export function changeMembership(world: World, conversation: Conversation, change: MembershipChange): void {
  const { user, actor } = change;
  const before: ChatMember = conversation.member(user.id) ?? { status: "left", user: toSender(user) };
  const member: ChatMember = { ...change.member, user: toSender(user) };
  const seenBefore = world.audience(conversation);
  conversation.members.set(user.id, member);
  conversation.joinRequests.delete(user.id);
  const update = {
    chat: conversation.chat,
    from: toSender(actor),
    date: world.nowSec(),
    old_chat_member: before,
    new_chat_member: member,
    ...change.extra,
  };
  const bot = world.bots.get(user.id);
  if (bot !== undefined) world.publish(bot, "my_chat_member", update);
  const watching = seenBefore.filter(({ id }) => id !== user.id && conversation.isAdministrator(id));
  world.publishToAll(watching, "chat_member", update);
  if (isPresent(before) !== isPresent(member)) announceMove(world, conversation, change, isPresent(member));
}

/** Tells the bots of a chat of a service message that a person or one of them caused. */
export function announceService(
  world: World,
  conversation: Conversation,
  actor: User,
  content: Fields,
): Message {
  const message: Message = {
    message_id: conversation.takeMessageId(),
    ...senderOf(conversation, toSender(actor)),
    chat: conversation.chat,
    date: world.nowSec(),
    ...content,
  };
  conversation.store(message);
  const kind = conversation.chat.type === "channel" ? "channel_post" : "message";
  // Bots see service messages of their own, but none of other bots.
  const audience = world.audience(conversation).filter(({ id }) => !actor.is_bot || id === actor.id);
  world.publishToAll(audience, kind, message);
  return message;
}

function announceMove(
  world: World,
  conversation: Conversation,
  { user, actor }: MembershipChange,
  hasCome: boolean,
): void {
  if (conversation.chat.type === "channel") return;
  const shown = toSender(user);
  announceService(
    world,
    conversation,
    actor,
    hasCome
      ? { new_chat_participant: shown, new_chat_member: shown, new_chat_members: [shown] }
      : { left_chat_participant: shown, left_chat_member: shown },
  );
}
