import Type from "typebox";
import type { OperatorPatch, Operators } from "../../account/operators.ts";
import { contradiction, notFound } from "./api_error.ts";
import { confirmOwnPassword, isOwn, type PasswordConfirmation } from "./confirm_password.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import {
  GivenPassword,
  NewPassword,
  OperatorAnswer,
  OperatorName,
  TelegramUserId,
  toOperatorAnswer,
} from "./operator_wire.ts";
import {
  BotGrants,
  defaultLimit,
  Limit,
  nullable,
  pageOf,
  Position,
  RecordId,
  RoleName,
  toPage,
} from "./wire.ts";

const tag = "operators";
const operatorPath = { id: RecordId };

const NewOperatorInput = Type.Object({
  name: OperatorName,
  role: RoleName,
  bots: Type.Optional(BotGrants),
  password: Type.Optional(NewPassword),
  telegram_user_id: Type.Optional(TelegramUserId),
}, {
  title: "NewOperator",
  additionalProperties: false,
  description:
    "With `bots`, all other bots are hidden; owners have access to all. Without `password`, they sign in through Telegram",
});

const OperatorPatchInput = Type.Object({
  name: Type.Optional(OperatorName),
  role: Type.Optional(RoleName),
  bots: Type.Optional(nullable(BotGrants)),
  password: Type.Optional(NewPassword),
  current_password: Type.Optional(GivenPassword),
  telegram_user_id: Type.Optional(nullable(TelegramUserId)),
  totp: Type.Optional(Type.Null({ description: "`null` turns one-time codes off" })),
}, {
  title: "OperatorPatch",
  additionalProperties: false,
  description: "Changing your own `password` or `totp` requires your `current_password`",
});

/** A page of operators. */
export const OperatorPage = pageOf(OperatorAnswer, RecordId);

/** What these endpoints work with. */
export interface OperatorPorts extends PasswordConfirmation {
  readonly operators: Operators;
}

/** `/operators` */
export function operatorEndpoints(ports: OperatorPorts): Endpoint[] {
  return [
    ...readEndpoints(ports),
    ...changeEndpoints(ports),
  ];
}

function readEndpoints({ operators }: OperatorPorts): Endpoint[] {
  return [
    endpoint({
      id: "listOperators",
      method: "GET",
      path: "/operators",
      tag,
      summary: "List operators",
      role: "owner",
      query: { after: Type.Optional(Position), limit: Limit },
      status: 200,
      answer: OperatorPage,
      async handle({ query: { after = 0, limit = defaultLimit } }) {
        const { items, next } = toPage(await operators.list(after, limit + 1), limit, ({ id }) => id);
        return { items: items.map(toOperatorAnswer), next };
      },
    }),
    endpoint({
      id: "getOperator",
      method: "GET",
      path: "/operators/{id}",
      tag,
      summary: "Get an operator",
      role: "owner",
      parameters: operatorPath,
      status: 200,
      answer: OperatorAnswer,
      async handle({ path: { id } }) {
        const operator = await operators.find(id);
        if (operator === undefined) throw notFound("operator");
        return toOperatorAnswer(operator);
      },
    }),
  ];
}

function changeEndpoints(ports: OperatorPorts): Endpoint[] {
  const { operators } = ports;
  return [
    endpoint({
      id: "addOperator",
      method: "POST",
      path: "/operators",
      tag,
      summary: "Add an operator",
      role: "owner",
      body: NewOperatorInput,
      status: 201,
      answer: OperatorAnswer,
      conflict: "The name or Telegram user is taken, or an owner was limited to certain bots",
      subject: ({ id }) => String(id),
      async handle({ body: { name, role, bots, password, telegram_user_id } }) {
        if (role === "owner" && bots !== undefined) {
          throw contradiction("#/bots", "field_owner_has_all_bots");
        }
        return toOperatorAnswer(
          await operators.add({
            name,
            role,
            telegramUserId: telegram_user_id ?? 0,
            ...(bots === undefined ? {} : { bots }),
            ...(password === undefined ? {} : { password }),
          }),
        );
      },
    }),
    endpoint({
      id: "changeOperator",
      method: "PATCH",
      path: "/operators/{id}",
      tag,
      summary: "Update an operator; a new password ends their sessions",
      role: "owner",
      parameters: operatorPath,
      body: OperatorPatchInput,
      status: 200,
      answer: OperatorAnswer,
      conflict:
        "The name or Telegram user is taken, no owner would remain, or your current password is wrong",
      isThrottled: true,
      async handle({ path: { id }, body, principal }) {
        if (await operators.find(id) === undefined) throw notFound("operator");
        const { name, role, bots, password, telegram_user_id, totp } = body;
        const isSelf = isOwn(principal, id);
        if (isSelf && (password !== undefined || totp !== undefined)) {
          await confirmOwnPassword(ports, principal, body.current_password);
        }
        const patch: OperatorPatch = {
          ...(name === undefined ? {} : { name }),
          ...(role === undefined ? {} : { role }),
          ...(bots === undefined ? {} : bots === null ? { isForAllBots: true } : { bots }),
          ...(password === undefined ? {} : { password }),
          ...(telegram_user_id === undefined ? {} : { telegramUserId: telegram_user_id ?? 0 }),
          ...(totp === undefined ? {} : { totpSecret: "" }),
        };
        return toOperatorAnswer(await operators.change(id, patch, isSelf ? principal.sessionId : 0));
      },
    }),
    endpoint({
      id: "removeOperator",
      method: "DELETE",
      path: "/operators/{id}",
      tag,
      summary: "Remove an operator and end their sessions",
      role: "owner",
      parameters: operatorPath,
      status: 204,
      conflict: "At least one owner must remain",
      async handle({ path: { id } }) {
        if (!await operators.remove(id)) throw notFound("operator");
      },
    }),
  ];
}
