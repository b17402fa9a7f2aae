import Type from "typebox";
import type { Sessions } from "../../account/sessions.ts";
import type { SetupLink } from "../../account/setup_link.ts";
import type { Operator } from "../../account/account_records.ts";
import { notFound } from "./api_error.ts";
import { confirmOwnPassword, isOwn, type PasswordConfirmation } from "./confirm_password.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { GivenPassword } from "./operator_wire.ts";
import { SessionList, toSessionList } from "./session_wire.ts";
import { toMoment } from "../../base/moment.ts";
import { Moment, RecordId } from "./wire.ts";

const tag = "operators";
const parameters = { id: RecordId };

/** A link by which an operator sets a password. */
export const PasswordLinkAnswer = Type.Object({
  path: Type.String({
    description: "Path of the link, with the secret after `#`; only this response contains it",
  }),
  expires_at: Moment,
}, { title: "PasswordLink" });

const PasswordLinkInput = Type.Object({
  current_password: Type.Optional(GivenPassword),
}, {
  title: "NewPasswordLink",
  additionalProperties: false,
  description: "A link for yourself requires your `current_password`",
});

/** What these endpoints work with. */
interface OperatorAccessPorts extends PasswordConfirmation {
  readonly sessions: Pick<Sessions, "list" | "endOthers">;
  readonly setupLink: Pick<SetupLink, "renewFor">;
}

/** `/operators/{id}/sessions` and `/operators/{id}/password-link` */
export function operatorAccessEndpoints(ports: OperatorAccessPorts): Endpoint[] {
  const { operators, sessions, setupLink } = ports;
  const find = async (id: number): Promise<Operator> => {
    const operator = await operators.find(id);
    if (operator === undefined) throw notFound("operator");
    return operator;
  };
  return [
    endpoint({
      id: "makePasswordLink",
      method: "POST",
      path: "/operators/{id}/password-link",
      tag,
      summary: "Create a link with which an operator chooses a password once; an earlier link stops working",
      role: "owner",
      parameters,
      body: PasswordLinkInput,
      isBodyOptional: true,
      status: 201,
      answer: PasswordLinkAnswer,
      conflict: "Your current password is missing or wrong",
      isThrottled: true,
      async handle({ path: { id }, body, principal }) {
        const operator = await find(id);
        if (isOwn(principal, id)) await confirmOwnPassword(ports, principal, body.current_password);
        const { secret, expiresAtMs } = await setupLink.renewFor(operator);
        return { path: `/setup#${secret}`, expires_at: toMoment(expiresAtMs) };
      },
    }),
    endpoint({
      id: "listOperatorSessions",
      method: "GET",
      path: "/operators/{id}/sessions",
      tag,
      summary: "List the sessions of an operator, newest first",
      role: "owner",
      parameters,
      status: 200,
      answer: SessionList,
      handle: async ({ path: { id }, principal }) =>
        toSessionList(await sessions.list((await find(id)).id), principal),
    }),
    endpoint({
      id: "endOperatorSessions",
      method: "DELETE",
      path: "/operators/{id}/sessions",
      tag,
      summary: "End all sessions of an operator except the current one",
      role: "owner",
      parameters,
      status: 204,
      async handle({ path: { id }, principal }) {
        await find(id);
        await sessions.endOthers(id, isOwn(principal, id) ? principal.sessionId : 0);
      },
    }),
  ];
}
