/** @jsxImportSource hono/jsx */
import Value from "typebox/value";
import { type MoveGoal, moveGoals, MoveView, type ShownMove } from "./view.tsx";
import { MovePreview } from "../../http/api/consumers.ts";
import { consumerPathOf, findOnPage } from "../consumer/page.tsx";
import { toInteger } from "../forms/field_lists.ts";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import type { FormFields, Page, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";

/** `/bots/<bot id>/consumers/<name>/move` */
export function movePage(ports: PagePorts): Page {
  const here = "/bots/:bot/consumers/:consumer/move" as const;
  return {
    path: here,
    role: "manager",
    show: (visit) => showMove(ports, visit, undefined),
    forms: [{
      path: `${here}/preview`,
      endpoint: "previewMove",
      keeps: ["to", "time", "position"],
      input: (fields, visit) => ({ path: consumerPathOf(visit), query: toQuery(fields) }),
      done(result, fields, visit) {
        const { repeats, skips, position } = Value.Parse(MovePreview, result);
        return showMove(ports, visit, {
          to: toGoal(fields.get("to")),
          time: fields.get("time"),
          position: fields.get("position"),
          repeats,
          skips,
          goal: position,
        });
      },
    }, {
      path: here,
      endpoint: "moveConsumer",
      input: (fields, visit) => ({ path: consumerPathOf(visit), body: { to: toStart(fields) } }),
      done: (_, __, { botId, path }) => ({
        to: `/bots/${botId}/consumers/${path.consumer ?? ""}`,
        said: "consumer.said.moved",
      }),
    }],
  };
}

function showMove(ports: PagePorts, visit: Visit, move: ShownMove | undefined): Shown {
  const { status, found } = findOnPage(ports, visit);
  return framedByBot(
    visit,
    status,
    <MoveView
      path={`/bots/${visit.botId}/consumers/${found.consumer.name}`}
      consumer={found.consumer.name}
      position={found.position}
      firstPosition={status.log.firstPosition}
      lastPosition={status.log.lastPosition}
      move={move}
    />,
  );
}

function toGoal(text: string): MoveGoal {
  return moveGoals.find((goal) => goal === text) ?? "now";
}

function toQuery(fields: FormFields): Record<string, string | number> {
  const to = toGoal(fields.get("to"));
  const value = to === "time" ? toMoment(fields.get("time")) : fields.get("position").trim();
  return (to === "time" || to === "position") && value !== "" ? { to, [to]: value } : { to };
}

function toStart(fields: FormFields): unknown {
  const to = toGoal(fields.get("to"));
  if (to === "time") return { time: toMoment(fields.get("time")) };
  return to === "position" ? { position: toInteger(fields.get("position")) } : to;
}

/** The field holds a time without its zone, which the page says is UTC. */
function toMoment(text: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? `${text}:00Z` : /Z$/.test(text) ? text : `${text}Z`;
}
