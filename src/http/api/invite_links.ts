import Type from "typebox";
import type { BotCalls } from "./bot_calls.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { telegramRefusals } from "./telegram_refusal.ts";
import { chatPath, toChatId, toUnixSec, Until } from "./telegram_wire.ts";

const tag = "invites";
const base = "/bots/{bot}/chats/{chat}";

const InviteLink = Type.Object({ invite_link: Type.String(), is_revoked: Type.Boolean() }, {
  title: "ChatInviteLink",
  description: "A ChatInviteLink of the Bot API, as Telegram gives it",
});

const NewInviteLink = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 32 })),
  until: Until,
  max_members: Type.Optional(Type.Integer({ minimum: 1, maximum: 99_999 })),
  needs_approval: Type.Optional(Type.Boolean({ description: "Require approval to join" })),
}, { title: "NewInviteLink", additionalProperties: false });

const InviteLinkInput = Type.Object({ invite_link: Type.String({ minLength: 1, maxLength: 256 }) }, {
  title: "InviteLink",
  additionalProperties: false,
});

/** `/bots/{bot}/chats/{chat}/invite-links` */
export function inviteEndpoints(calls: BotCalls): Endpoint[] {
  return [
    endpoint({
      id: "createInviteLink",
      method: "POST",
      path: `${base}/invite-links`,
      tag,
      summary: "Create an invite link",
      role: "manager",
      parameters: chatPath,
      body: NewInviteLink,
      isBodyOptional: true,
      status: 201,
      answer: InviteLink,
      refusals: telegramRefusals,
      async handle({ path: { bot, chat }, body: { name, until, max_members, needs_approval }, signal }) {
        const parameters = {
          chat_id: toChatId(chat),
          name,
          expire_date: toUnixSec(until, "#/until"),
          member_limit: max_members,
          creates_join_request: needs_approval,
        };
        return await calls.call({ bot, method: "createChatInviteLink", parameters, signal }, InviteLink);
      },
    }),
    endpoint({
      id: "revokeInviteLink",
      method: "POST",
      path: `${base}/invite-links/revoke`,
      tag,
      summary: "Revoke an invite link of the bot",
      role: "manager",
      parameters: chatPath,
      body: InviteLinkInput,
      status: 200,
      answer: InviteLink,
      refusals: telegramRefusals,
      async handle({ path: { bot, chat }, body: { invite_link }, signal }) {
        const parameters = { chat_id: toChatId(chat), invite_link };
        return await calls.call({ bot, method: "revokeChatInviteLink", parameters, signal }, InviteLink);
      },
    }),
  ];
}
