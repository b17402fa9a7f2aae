import { type Call, copyMembers, type Method, requiredText, requiredUserId } from "../call.ts";
import { readChat, requireRight } from "../chat_access.ts";
import type { Conversation } from "../conversation.ts";
import { changeMembership } from "../membership.ts";
import type { Fields, User } from "../bot_api_objects.ts";
import { toSender } from "../posting.ts";
import { badRequest, unknownQuery } from "../refusals.ts";

const maxLinks = 1_000;

/** Invite links and requests to join. */
export const inviteMethods: Readonly<Record<string, Method>> = {
  exportChatInviteLink,
  createChatInviteLink: (call) =>
    create(call, { creates_join_request: call.parameters.boolean("creates_join_request") }),
  editChatInviteLink: edit,
  createChatSubscriptionInviteLink: (call) =>
    create(call, {
      creates_join_request: false,
      ...copyMembers(call, { subscription_period: "integer", subscription_price: "integer" }),
    }),
  editChatSubscriptionInviteLink: edit,
  revokeChatInviteLink,
  approveChatJoinRequest: (call) => settle(call, true),
  declineChatJoinRequest: (call) => settle(call, false),
  answerChatJoinRequestQuery,
  sendChatJoinRequestWebApp: (call) => {
    const query = call.world.queries.findOpen(
      "other",
      call.bot.id,
      requiredText(call, "chat_join_request_query_id"),
    );
    if (query === undefined) throw unknownQuery();
    query.answer = { web_app_url: requiredText(call, "web_app_url") };
    return true;
  },
};

function exportChatInviteLink(call: Call): unknown {
  const conversation = ruledChat(call);
  const previous = conversation.inviteLinks.get(String(conversation.details.invite_link));
  if (previous !== undefined) previous.is_revoked = true;
  const link = add(call, conversation, { creates_join_request: false, is_primary: true });
  conversation.details.invite_link = link.invite_link;
  return link.invite_link;
}

function create(call: Call, members: Fields): Fields {
  const options = copyMembers(call, { name: "text", expire_date: "integer", member_limit: "integer" });
  if (members.creates_join_request === true && options.member_limit !== undefined) {
    throw badRequest("member limit can't be specified for links requiring administrator approval");
  }
  return add(call, ruledChat(call), { ...members, is_primary: false, ...options });
}

function edit(call: Call): unknown {
  const link = findLink(call, ruledChat(call));
  if (call.parameters.values.has("creates_join_request")) {
    link.creates_join_request = call.parameters.boolean("creates_join_request");
  }
  return Object.assign(
    link,
    copyMembers(call, { name: "text", expire_date: "integer", member_limit: "integer" }),
  );
}

function revokeChatInviteLink(call: Call): unknown {
  const link = findLink(call, ruledChat(call));
  link.is_revoked = true;
  return link;
}

function settle(call: Call, isApproved: boolean): true {
  const conversation = ruledChat(call);
  const user = conversation.joinRequests.get(requiredUserId(call));
  if (user === undefined) throw badRequest("HIDE_REQUESTER_MISSING");
  return settleRequest(call, conversation, user, isApproved);
}

function answerChatJoinRequestQuery(call: Call): unknown {
  const { world, bot, parameters } = call;
  const query = world.queries.findOpen("other", bot.id, requiredText(call, "chat_join_request_query_id"));
  const conversation = world.groups.get(Number(query?.context.chat));
  const user = conversation?.joinRequests.get(Number(query?.context.user));
  if (query === undefined || conversation === undefined || user === undefined) throw unknownQuery();
  const verdict = parameters.get("result");
  if (verdict !== "approve" && verdict !== "decline" && verdict !== "queue") {
    throw badRequest("invalid result specified");
  }
  query.answer = { result: verdict };
  return verdict === "queue" ? true : settleRequest(call, conversation, user, verdict === "approve");
}

function settleRequest(call: Call, conversation: Conversation, user: User, isApproved: boolean): true {
  conversation.joinRequests.delete(user.id);
  if (!isApproved) return true;
  changeMembership(call.world, conversation, {
    user,
    actor: call.bot.user,
    member: { status: "member", user },
    extra: { via_join_request: true },
  });
  return true;
}

function ruledChat(call: Call): Conversation {
  const conversation = readChat(call);
  requireRight(conversation, call.bot, "can_invite_users");
  return conversation;
}

function findLink(call: Call, conversation: Conversation): Fields {
  const link = conversation.inviteLinks.get(
    requiredText(call, "invite_link", "invite link must be non-empty"),
  );
  if (link === undefined) throw badRequest("INVITE_HASH_INVALID");
  return link;
}

function add({ world, bot }: Call, conversation: Conversation, members: Fields): Fields {
  if (conversation.inviteLinks.size >= maxLinks) throw badRequest("INVITES_TOO_MUCH");
  const link: Fields = {
    invite_link: `https://t.me/+${BigInt(world.queries.createId()).toString(36)}`,
    creator: toSender(bot.user),
    is_revoked: false,
    ...members,
  };
  conversation.inviteLinks.set(String(link.invite_link), link);
  return link;
}
