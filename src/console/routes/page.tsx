/** @jsxImportSource hono/jsx */
import type { Static } from "typebox";
import Value from "typebox/value";
import { RoutesView } from "./view.tsx";
import { notFound } from "../../http/api/api_error.ts";
import { TracePage } from "../../http/api/route_traces.ts";
import { TrialAnswer } from "../../http/api/route_trial.ts";
import { RoutePage } from "../../http/api/routes.ts";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import { parseJsonField } from "../forms/json_field.ts";
import { namedBots } from "../bot_frame/named_bots.ts";
import type { Page, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import { toHref } from "../links/to_href.ts";
import type { Visit } from "../serve/visit.ts";

const maxRules = 200;
const tracesShown = 25;
const exampleUpdate = JSON.stringify(
  {
    update_id: 1,
    message: {
      message_id: 1,
      date: 0,
      chat: { id: 1, type: "private" },
      from: { id: 1, is_bot: false, first_name: "Ada" },
      text: "Hello",
    },
  },
  null,
  2,
);

/** `/bots/<bot id>/routes` */
export function routesPage(ports: PagePorts): Page {
  const back = ({ botId }: Visit) => `/bots/${botId}/routes`;
  return {
    path: "/bots/:bot/routes",
    role: "viewer",
    tab: "routing.tab",
    show: (visit) => showRoutes(ports, visit, undefined, exampleUpdate),
    forms: [
      {
        path: "/bots/:bot/routes/order",
        endpoint: "orderRoutes",
        input: (fields, { botId }) => ({
          path: { bot: botId },
          body: { routes: fields.getAll("routes").map(Number) },
        }),
        done: (_, __, visit) => ({ to: back(visit), said: "routing.said.ordered" }),
      },
      {
        path: "/bots/:bot/routes/test",
        endpoint: "tryRoutes",
        keeps: ["update"],
        input: (fields, { botId }) => ({
          body: { bot: botId, update: parseJsonField(fields.get("update")) },
        }),
        done: (result, fields, visit) =>
          showRoutes(ports, visit, Value.Parse(TrialAnswer, result), fields.get("update")),
      },
      {
        path: "/bots/:bot/routes/:route/switch",
        endpoint: "changeRoute",
        input: (fields, { botId, path }) => ({
          path: { bot: botId, id: path.route ?? "" },
          body: { enabled: fields.get("enabled") === "yes" },
        }),
        done: (_, __, visit) => ({ to: back(visit), said: "routing.said.saved" }),
      },
    ],
  };
}

async function showRoutes(
  ports: PagePorts,
  visit: Visit,
  trial: Static<typeof TrialAnswer> | undefined,
  tried: string,
): Promise<Shown> {
  const { botId, principal, url } = visit;
  const status = ports.bot(botId);
  if (status === undefined) throw notFound("bot");
  const path = { bot: botId };
  const { items } = await visit.read("listRoutes", RoutePage, { path, query: { limit: maxRules } });
  const before = url.searchParams.get("before") ?? "";
  const traces = await visit.read("listRouteTraces", TracePage, {
    path,
    query: { limit: tracesShown, ...(before === "" ? {} : { before }) },
  });
  const names = new Map(namedBots(ports, principal).map(({ id, name }) => [id, name]));
  const here = `/bots/${botId}/routes`;
  const shown = framedByBot(
    visit,
    status,
    <RoutesView
      botId={botId}
      routes={items}
      traces={traces.items}
      olderTraces={traces.next === null ? undefined : `${here}?before=${traces.next}#traces`}
      nameOf={(bot) => names.get(bot) ?? String(bot)}
      trial={trial}
      tried={tried}
      href={toHref(here, { before })}
    />,
  );
  return { ...shown, scripts: ["rules"] };
}
