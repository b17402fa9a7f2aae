/** @jsxImportSource hono/jsx */
import Value from "typebox/value";
import { OperatorsView } from "./view.tsx";
import { OperatorPage } from "../../http/api/operators.ts";
import { OperatorAnswer } from "../../http/api/operator_wire.ts";
import { operator } from "../../account/account_records.ts";
import { keptGrantNamesOf, readGrantForm } from "../forms/grant_fields.ts";
import { namedBots } from "../bot_frame/named_bots.ts";
import { showNewLink } from "../operator/page.tsx";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";

const pageSize = 100;

/** `/operators` */
export function operatorsPage(ports: PagePorts): Page {
  return {
    path: "/operators",
    role: "owner",
    nav: { label: "operators.title", icon: "operators", group: "keep" },
    async show(visit) {
      const { url, principal, locale: { t } } = visit;
      const after = url.searchParams.get("after") ?? "0";
      const list = await visit.read("listOperators", OperatorPage, {
        query: { after, limit: pageSize },
      });
      return {
        title: t("operators.title"),
        content: (
          <OperatorsView
            list={list}
            bots={namedBots(ports, principal)}
          />
        ),
      };
    },
    forms: [{
      path: "/operators",
      endpoint: "addOperator",
      keeps: keptGrantNamesOf(operator),
      input: (fields) => ({ body: readGrantForm(operator, fields, { isNew: true }) }),
      done: (result, _, visit) => showNewLink(ports, visit, Value.Parse(OperatorAnswer, result).id),
    }],
  };
}
