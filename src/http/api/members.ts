import Type, { type TBoolean, type TOptional } from "typebox";
import { administratorRightNames, permissionNames } from "../../telegram/chat_rights.ts";
import { actionEndpoint } from "./action_endpoint.ts";
import type { BotCalls } from "./bot_calls.ts";
import type { Endpoint } from "./endpoint.ts";
import { memberPath, toUnixSec, Until } from "./telegram_wire.ts";

const tag = "members";
const path = "/bots/{bot}/chats/{chat}/members/{user}";

const Ban = Type.Object({
  until: Until,
  delete_messages: Type.Optional(Type.Boolean({ description: "Also delete their messages" })),
}, { title: "Ban", additionalProperties: false });

const Restrictions = Type.Object({
  permissions: Type.Object(switches(permissionNames), {
    title: "ChatPermissions",
    additionalProperties: false,
    description: "Permissions; those left out are denied",
  }),
  until: Until,
}, { title: "Restrictions", additionalProperties: false });

const Rights = Type.Object(switches([...administratorRightNames, "is_anonymous"]), {
  title: "AdministratorRights",
  additionalProperties: false,
  minProperties: 1,
  description: "Rights by name; those left out are not granted",
});

const Title = Type.Object({ title: Type.String({ maxLength: 16 }) }, {
  title: "AdministratorTitle",
  additionalProperties: false,
});

/** `/bots/{bot}/chats/{chat}/members/{user}` */
export function memberEndpoints(calls: BotCalls): Endpoint[] {
  return [
    ...banEndpoints(calls),
    ...restrictionEndpoints(calls),
    ...rightsEndpoints(calls),
  ];
}

function banEndpoints(calls: BotCalls): Endpoint[] {
  return [
    actionEndpoint(calls, {
      id: "banMember",
      method: "PUT",
      path: `${path}/ban`,
      tag,
      summary: "Ban a user from a chat",
      parameters: memberPath,
      body: Ban,
      isBodyOptional: true,
      calls: "banChatMember",
      with: ({ path: { user }, body: { until, delete_messages } }) => ({
        user_id: user,
        until_date: toUnixSec(until, "#/until"),
        revoke_messages: delete_messages,
      }),
    }),
    actionEndpoint(calls, {
      id: "unbanMember",
      method: "DELETE",
      path: `${path}/ban`,
      tag,
      summary: "Unban a user; a current member stays in the chat",
      parameters: memberPath,
      calls: "unbanChatMember",
      with: ({ path: { user } }) => ({ user_id: user, only_if_banned: true }),
    }),
  ];
}

function restrictionEndpoints(calls: BotCalls): Endpoint[] {
  return [
    actionEndpoint(calls, {
      id: "restrictMember",
      method: "PUT",
      path: `${path}/restrictions`,
      tag,
      summary: "Restrict a user in a supergroup",
      parameters: memberPath,
      body: Restrictions,
      calls: "restrictChatMember",
      with: ({ path: { user }, body: { permissions, until } }) => ({
        user_id: user,
        permissions,
        use_independent_chat_permissions: true,
        until_date: toUnixSec(until, "#/until"),
      }),
    }),
    actionEndpoint(calls, {
      id: "unrestrictMember",
      method: "DELETE",
      path: `${path}/restrictions`,
      tag,
      summary: "Lift all restrictions of a user",
      parameters: memberPath,
      calls: "restrictChatMember",
      with: ({ path: { user } }) => ({ user_id: user, permissions: allOf(permissionNames, true) }),
    }),
  ];
}

function rightsEndpoints(calls: BotCalls): Endpoint[] {
  return [
    actionEndpoint(calls, {
      id: "promoteMember",
      method: "PUT",
      path: `${path}/rights`,
      tag,
      summary: "Promote a user to administrator with exactly these rights",
      parameters: memberPath,
      body: Rights,
      calls: "promoteChatMember",
      with: ({ path: { user }, body }) => ({
        user_id: user,
        ...allOf(administratorRightNames, false),
        ...body,
      }),
    }),
    actionEndpoint(calls, {
      id: "demoteMember",
      method: "DELETE",
      path: `${path}/rights`,
      tag,
      summary: "Demote an administrator",
      parameters: memberPath,
      calls: "promoteChatMember",
      with: ({ path: { user } }) => ({
        user_id: user,
        is_anonymous: false,
        ...allOf(administratorRightNames, false),
      }),
    }),
    actionEndpoint(calls, {
      id: "setMemberTitle",
      method: "PUT",
      path: `${path}/title`,
      tag,
      summary: "Set the title of an administrator whom the bot promoted",
      parameters: memberPath,
      body: Title,
      calls: "setChatAdministratorCustomTitle",
      with: ({ path: { user }, body: { title } }) => ({ user_id: user, custom_title: title }),
    }),
  ];
}

function switches<N extends string>(names: readonly N[]): Record<N, TOptional<TBoolean>> {
  const entries = names.map((name) => [name, Type.Optional(Type.Boolean())]);
  return Object.fromEntries(entries) as Record<N, TOptional<TBoolean>>; // Object.fromEntries() forgets the names.
}

function allOf(names: readonly string[], value: boolean): Record<string, boolean> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
