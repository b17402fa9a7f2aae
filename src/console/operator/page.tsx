/** @jsxImportSource hono/jsx */
import Value from "typebox/value";
import { OperatorView, type PasswordLink } from "./view.tsx";
import { ApiError } from "../../http/api/api_error.ts";
import { PasswordLinkAnswer } from "../../http/api/operator_access.ts";
import { OperatorAnswer } from "../../http/api/operator_wire.ts";
import { SessionList } from "../../http/api/session_wire.ts";
import { operator } from "../../account/account_records.ts";
import { keptGrantNamesOf, readGrantForm } from "../forms/grant_fields.ts";
import { namedBots } from "../bot_frame/named_bots.ts";
import type { FormFields, Page, PageForm, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { CallInput, Visit } from "../serve/visit.ts";

/** `/operators/<id>` */
export function operatorPage(ports: PagePorts): Page {
  return {
    path: "/operators/:operator",
    role: "owner",
    show: (visit) => showOperator(ports, visit, idOf(visit), undefined),
    forms: operatorForms(ports),
  };
}

/** The page of an operator with a new link to set a password on it, which is nowhere else. */
export async function showNewLink(ports: PagePorts, visit: Visit, id: number): Promise<Shown> {
  const made = await visit.call("makePasswordLink", { path: { id }, body: {} });
  if (made.kind === "refused") throw new ApiError(made.problem);
  return await showOperator(ports, visit, id, toLink(made.result, visit));
}

async function showOperator(
  ports: PagePorts,
  visit: Visit,
  id: number | string,
  link: PasswordLink | undefined,
): Promise<Shown> {
  const { principal } = visit;
  const shown = await visit.read("getOperator", OperatorAnswer, { path: { id } });
  const sessions = await visit.read("listOperatorSessions", SessionList, { path: { id } });
  return {
    title: shown.name,
    content: (
      <OperatorView
        operator={shown}
        bots={namedBots(ports, principal)}
        sessions={sessions.items}
        link={link}
      />
    ),
  };
}

function operatorForms(ports: PagePorts): PageForm[] {
  const path = "/operators/:operator";
  const input = (_: FormFields, visit: Visit): CallInput => ({ path: { id: idOf(visit) } });
  const there = (visit: Visit) => `/operators/${idOf(visit)}`;
  return [
    {
      path,
      endpoint: "changeOperator",
      keeps: keptGrantNamesOf(operator),
      input: (fields, visit) => ({
        path: { id: idOf(visit) },
        body: readGrantForm(operator, fields, { isNew: false }),
      }),
      done: (_, __, visit) => ({ to: there(visit), said: "operators.said.saved" }),
    },
    {
      path: `${path}/link`,
      endpoint: "makePasswordLink",
      input(fields, visit) {
        const password = fields.get("current_password");
        return { path: { id: idOf(visit) }, body: password === "" ? {} : { current_password: password } };
      },
      done: (result, _, visit) => showOperator(ports, visit, idOf(visit), toLink(result, visit)),
    },
    {
      path: `${path}/totp-removal`,
      endpoint: "changeOperator",
      input: (_, visit) => ({ path: { id: idOf(visit) }, body: { totp: null } }),
      done: (_, __, visit) => ({ to: there(visit), said: "operators.said.totp" }),
    },
    {
      path: `${path}/sessions-end`,
      endpoint: "endOperatorSessions",
      input,
      done: (_, __, visit) => ({ to: there(visit), said: "operators.said.sessions" }),
    },
    {
      path: `${path}/removal`,
      endpoint: "removeOperator",
      input,
      done: () => ({ to: "/operators", said: "operators.said.removed" }),
    },
  ];
}

function idOf({ path }: Visit): string {
  return path.operator ?? "";
}

function toLink(result: unknown, { origin }: Visit): PasswordLink {
  const { path, expires_at } = Value.Parse(PasswordLinkAnswer, result);
  return { url: origin + path, expiresAt: expires_at };
}
