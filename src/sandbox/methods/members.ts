import { type Call, integer64, type Method, objectParameter, requiredText, requiredUserId } from "../call.ts";
import { readChat, requireRight } from "../chat_access.ts";
import { type Conversation, isPresent } from "../conversation.ts";
import { changeMembership } from "../membership.ts";
import type { ChatMember, Fields, User } from "../bot_api_objects.ts";
import { toSender } from "../posting.ts";
import { badRequest } from "../refusals.ts";
import { administratorRightNames, permissionNames } from "../../telegram/chat_rights.ts";
import { toPermissions } from "../rights.ts";

const maxBannedSenders = 10_000;

/** Who may do what in a chat, and who has to go. */
export const memberMethods: Readonly<Record<string, Method>> = {
  banChatMember,
  kickChatMember: banChatMember,
  unbanChatMember,
  restrictChatMember,
  promoteChatMember,
  setChatAdministratorCustomTitle,
  setChatMemberTag,
  banChatSenderChat: (call) => setSenderChatBan(call, true),
  unbanChatSenderChat: (call) => setSenderChatBan(call, false),
};

interface Target {
  readonly conversation: Conversation;
  readonly user: User;
  readonly member: ChatMember;
}

function banChatMember(call: Call): unknown {
  const target = readTarget(call, "can_restrict_members");
  refuseAdministrator(target);
  apply(call, target, {
    status: "kicked",
    user: target.user,
    until_date: call.parameters.integer("until_date", 0),
  });
  return true;
}

function unbanChatMember(call: Call): unknown {
  const target = readTarget(call, "can_restrict_members");
  if (target.member.status !== "kicked") {
    // Without only_if_banned this removes a member, who may come back.
    if (call.parameters.boolean("only_if_banned") || !isPresent(target.member)) return true;
    refuseAdministrator(target);
  }
  apply(call, target, { status: "left", user: target.user });
  return true;
}

function restrictChatMember(call: Call): unknown {
  const target = readTarget(call, "can_restrict_members");
  if (target.conversation.chat.type !== "supergroup") {
    throw badRequest("method is available only for supergroups");
  }
  refuseAdministrator(target);
  const asked = objectParameter(call, "permissions");
  if (asked === undefined) throw badRequest("permissions are empty");
  const permissions = toPermissions(asked);
  const isFree = permissionNames.slice(0, 10).every((name) => permissions[name] === true);
  const isMember = isPresent(target.member);
  const restricted: ChatMember = {
    status: "restricted",
    user: target.user,
    is_member: isMember,
    ...permissions,
    until_date: call.parameters.integer("until_date", 0),
  };
  apply(call, target, isFree ? { status: isMember ? "member" : "left", user: target.user } : restricted);
  return true;
}

function promoteChatMember(call: Call): unknown {
  const target = readTarget(call, "can_promote_members");
  if (target.member.status === "creator") throw badRequest("can't demote chat owner");
  if (!isPresent(target.member)) throw badRequest("USER_NOT_PARTICIPANT");
  const rights: Fields = Object.fromEntries(
    administratorRightNames.map((name) => [name, call.parameters.boolean(name)]),
  );
  const isPromoted = Object.values(rights).includes(true);
  if (isPromoted) rights.can_manage_chat = true;
  apply(
    call,
    target,
    isPromoted
      ? {
        status: "administrator",
        user: target.user,
        can_be_edited: true,
        is_anonymous: call.parameters.boolean("is_anonymous"),
        ...rights,
      }
      : { status: "member", user: target.user },
  );
  return true;
}

function setChatAdministratorCustomTitle(call: Call): unknown {
  const { conversation, user, member } = readTarget(call, "can_promote_members");
  if (member.status !== "administrator") throw badRequest("user is not an administrator");
  const custom_title = requiredText(call, "custom_title");
  if (custom_title.length > 16) throw badRequest("custom title is too long");
  conversation.members.set(user.id, { ...member, custom_title });
  return true;
}

function setChatMemberTag(call: Call): unknown {
  const { conversation, user, member } = readTarget(call, "can_manage_tags");
  const { tag: _, ...untagged } = member;
  const tag = call.parameters.get("tag");
  conversation.members.set(user.id, { ...untagged, ...(tag === undefined ? {} : { tag }) });
  return true;
}

function setSenderChatBan(call: Call, isBanned: boolean): true {
  const conversation = readChat(call);
  requireRight(conversation, call.bot, "can_restrict_members");
  const senderChatId = integer64(call, "sender_chat_id");
  if (senderChatId === undefined || senderChatId >= 0) throw badRequest("invalid sender_chat_id specified");
  if (!isBanned) conversation.bannedSenders.delete(senderChatId);
  else if (conversation.bannedSenders.size < maxBannedSenders) conversation.bannedSenders.add(senderChatId);
  return true;
}

function readTarget(call: Call, right: string): Target {
  const conversation = readChat(call);
  requireRight(conversation, call.bot, right);
  const user = call.world.user(requiredUserId(call));
  if (user === undefined) throw badRequest("user not found");
  if (user.id === call.bot.id) throw badRequest("can't restrict self");
  const member: ChatMember = conversation.member(user.id) ?? { status: "left", user: toSender(user) };
  return { conversation, user, member };
}

function refuseAdministrator({ member }: Target): void {
  if (member.status === "creator") throw badRequest("can't remove chat owner");
  if (member.status === "administrator" && member.can_be_edited !== true) {
    throw badRequest("user is an administrator of the chat");
  }
}

function apply(call: Call, { conversation, user }: Target, member: ChatMember): void {
  changeMembership(call.world, conversation, { user, member, actor: call.bot.user });
}
