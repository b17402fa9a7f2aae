/** @jsxImportSource hono/jsx */
import { type EditedRoute, RouteView } from "./view.tsx";
import { notFound } from "../../http/api/api_error.ts";
import { RouteAnswer } from "../../http/api/route_wire.ts";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import { parseJsonField } from "../forms/json_field.ts";
import { namedBots } from "../bot_frame/named_bots.ts";
import type { FormFields, Page, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";

const keeps = ["name", "enabled", "fallback", "intent", "when", "actions"];

/** `/bots/<bot id>/routes/new` */
export function newRoutePage(ports: PagePorts): Page {
  return {
    path: "/bots/:bot/routes/new",
    role: "manager",
    show: (visit) => showRoute(ports, visit, { name: "", actions: [{ do: "copy", to: [{ chat: 0 }] }] }),
    forms: [{
      path: "/bots/:bot/routes/new",
      endpoint: "addRoute",
      keeps,
      input(fields, { botId }) {
        const { when, intent, ...rest } = readRule(fields);
        const optional = { ...(when === null ? {} : { when }), ...(intent === null ? {} : { intent }) };
        return { path: { bot: botId }, body: { ...rest, ...optional } };
      },
      done: (_, __, { botId }) => ({ to: `/bots/${botId}/routes`, said: "routing.said.added" }),
    }],
  };
}

/** `/bots/<bot id>/routes/<rule id>` */
export function routePage(ports: PagePorts): Page {
  const pathOf = ({ botId, path }: Visit) => ({ bot: botId, id: path.route ?? "" });
  return {
    path: "/bots/:bot/routes/:route",
    role: "viewer",
    async show(visit) {
      return showRoute(ports, visit, await visit.read("getRoute", RouteAnswer, { path: pathOf(visit) }));
    },
    forms: [
      {
        path: "/bots/:bot/routes/:route",
        endpoint: "changeRoute",
        keeps,
        input: (fields, visit) => ({ path: pathOf(visit), body: readRule(fields) }),
        done: (_, __, { botId }) => ({ to: `/bots/${botId}/routes`, said: "routing.said.saved" }),
      },
      {
        path: "/bots/:bot/routes/:route/removal",
        endpoint: "removeRoute",
        input: (_, visit) => ({ path: pathOf(visit) }),
        done: (_, __, { botId }) => ({ to: `/bots/${botId}/routes`, said: "routing.said.removed" }),
      },
    ],
  };
}

function showRoute(ports: PagePorts, visit: Visit, route: EditedRoute): Shown {
  const { botId, principal } = visit;
  const status = ports.bot(botId);
  if (status === undefined) throw notFound("bot");
  const content = (
    <RouteView
      botId={botId}
      route={route}
      bots={namedBots(ports, principal)}
    />
  );
  return { ...framedByBot(visit, status, content), scripts: ["rules"] };
}

/** What is in the form; `null` for what is left out. */
function readRule(fields: FormFields) {
  const when = fields.get("when").trim();
  const intent = fields.get("intent").trim();
  return {
    name: fields.get("name"),
    enabled: fields.get("enabled") === "yes",
    fallback: fields.get("fallback") === "yes",
    when: when === "" ? null : parseJsonField(when),
    actions: parseJsonField(fields.get("actions")),
    intent: intent === "" ? null : intent,
  };
}
