import Type from "typebox";
import type { Operators } from "../../account/operators.ts";
import type { Sessions } from "../../account/sessions.ts";
import type { SetupLink } from "../../account/setup_link.ts";
import type { Operator } from "../../account/account_records.ts";
import { notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { SessionList, toSessionList } from "./session_wire.ts";
import { Moment, RecordId, toMoment } from "./wire.ts";

const tag = "operators";
const parameters = { id: RecordId };

/** A link by which an operator sets a password. */
export const PasswordLinkAnswer = Type.Object({
  path: Type.String({
    description: "Where it leads on this BotMux. The secret stands behind the `#`, this once",
  }),
  expires_at: Moment,
}, { title: "PasswordLink" });

/** What these endpoints work with. */
export interface OperatorAccessPorts {
  readonly operators: Pick<Operators, "find">;
  readonly sessions: Pick<Sessions, "list" | "endOthers">;
  readonly setupLink: Pick<SetupLink, "renewFor">;
}

/** `/operators/{id}/sessions` and `/operators/{id}/password-link` */
export function operatorAccessEndpoints({ operators, sessions, setupLink }: OperatorAccessPorts): Endpoint[] {
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
      status: 201,
      answer: PasswordLinkAnswer,
      async handle({ path: { id } }) {
        const { secret, expiresAtMs } = await setupLink.renewFor(await find(id));
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
      summary: "End all sessions of an operator, except the one that asks",
      role: "owner",
      parameters,
      status: 204,
      async handle({ path: { id }, principal }) {
        await find(id);
        await sessions.endOthers(
          id,
          principal.kind === "operator" && principal.id === id ? principal.sessionId : 0,
        );
      },
    }),
  ];
}
