import Type from "typebox";
import { operator } from "../../account/account_records.ts";
import type { Operators } from "../../account/operators.ts";
import { contradiction, notFound } from "./api_error.ts";
import { confirmOwnPassword, isOwn, type PasswordConfirmation } from "./confirm_password.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { inputMembers, newMembers, toGiven, toPatch } from "./entity_wire.ts";
import { GivenPassword, NewPassword, OperatorAnswer, toOperatorAnswer } from "./operator_wire.ts";
import { defaultLimit, Limit, pageOf, Position, RecordId, toPage } from "./wire.ts";

const tag = "operators";
const operatorPath = { id: RecordId };

const NewOperatorInput = Type.Object({
  ...newMembers(operator),
  password: Type.Optional(NewPassword),
}, {
  title: "NewOperator",
  additionalProperties: false,
  description:
    "With `bots`, all other bots are hidden; owners have access to all. Without `password`, they sign in through Telegram",
});

const OperatorPatchInput = Type.Object({
  ...inputMembers(operator),
  password: Type.Optional(NewPassword),
  current_password: Type.Optional(GivenPassword),
  totp: Type.Optional(Type.Null({ description: "`null` turns one-time codes off" })),
}, {
  title: "OperatorPatch",
  additionalProperties: false,
  description: "Changing your own `password` or `totp` requires your `current_password`",
});

/** A page of operators. */
export const OperatorPage = pageOf(OperatorAnswer, RecordId);

/** What these endpoints work with. */
interface OperatorPorts extends PasswordConfirmation {
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
        const known = await operators.find(id);
        if (known === undefined) throw notFound("operator");
        return toOperatorAnswer(known);
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
      async handle({ body: { password, ...given } }) {
        const wanted = toGiven(operator, given);
        if (wanted.role === "owner" && wanted.bots !== undefined) {
          throw contradiction("#/bots", "field_owner_has_all_bots");
        }
        return toOperatorAnswer(await operators.add({ ...wanted, password }));
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
        const { password, current_password: current, totp, ...given } = body;
        const isSelf = isOwn(principal, id);
        if (isSelf && (password !== undefined || totp !== undefined)) {
          await confirmOwnPassword(ports, principal, current);
        }
        const patch = {
          ...toPatch(operator, given),
          ...(password === undefined ? {} : { password }),
          ...(totp === undefined ? {} : { totpSecret: undefined }),
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
