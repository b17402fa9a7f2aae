import Type, { type Static } from "typebox";
import { knowsBot } from "../../account/principal.ts";
import type { NewJob } from "../../routing/job.ts";
import { targetBots } from "../../routing/rule.ts";
import { contradiction, notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import type { ApiPorts } from "./ports.ts";
import { describeDetails } from "./route_wire.ts";
import { BotId, nullable, RecordId } from "./wire.ts";

const Trial = Type.Object({
  bot: BotId,
  update: Type.Record(Type.String(), Type.Unknown(), { description: "An Update of the Bot API" }),
}, { title: "RouteTrial", additionalProperties: false });

/** What rules would do with an update. */
export const TrialAnswer = Type.Object({
  rules: Type.Array(Type.Object({
    id: RecordId,
    name: Type.String(),
    matches: Type.Boolean({ description: "Whether the rule is enabled and its condition holds" }),
    leaves: Type.Array(Type.Object({ path: Type.String(), holds: Type.Boolean() }), {
      description: "Tests of its condition, as JSON Pointers into `when`",
    }),
  })),
  sends: Type.Array(
    Type.Object({
      route: nullable(RecordId),
      does: Type.String({
        description: "`forward`, `copy`, `text`, `answer`, `edit`, `react`, or `choose` for a model's choice",
      }),
      is_return: Type.Boolean(),
      bot: BotId,
      chat_id: nullable(Type.Integer()),
      text: nullable(Type.String()),
    }),
    { description: "What would be sent; nothing is sent" },
  ),
  notes: Type.Array(Type.String()),
}, { title: "RouteTrialResult" });

/** `/routes/test` */
export function routeTrialEndpoints({ routing, registry }: ApiPorts): Endpoint[] {
  return [
    endpoint({
      id: "tryRoutes",
      method: "POST",
      path: "/routes/test",
      tag: "routes",
      summary: "Test which rules match an update and what they would send, without sending anything",
      role: "viewer",
      body: Trial,
      status: 200,
      answer: TrialAnswer,
      refusals: { 404: "There is no such bot, or you have no access to it" },
      conflict: "It is not an update",
      async handle({ body: { bot, update }, principal, headers }) {
        if (!knowsBot(principal, bot) || registry.bot(bot) === undefined) throw notFound("bot");
        const { rules, plan } = await readable(() => routing.tryUpdate(bot, update));
        const isKnown = (job: NewJob) => knowsBot(principal, job.bot);
        return {
          rules: rules.filter(({ route }) => targetBots(route).every((target) => knowsBot(principal, target)))
            .map(({ route, matches, leaves }) => ({
              id: route.id,
              name: route.rule.name,
              matches,
              leaves: leaves.map(({ path, holds }) => ({ path: `/${path.join("/")}`, holds })),
            })),
          sends: plan.jobs.filter(isKnown).map(toSend),
          notes: plan.traces.filter(({ targetBot }) => targetBot === 0 || knowsBot(principal, targetBot))
            .map((trace) => describeDetails(trace, headers)),
        };
      },
    }),
  ];
}

function toSend({ routeId, bot, task }: NewJob): Static<typeof TrialAnswer>["sends"][number] {
  return {
    route: routeId || null,
    does: task.do,
    is_return: "action" in task && task.action < 0,
    bot,
    chat_id: "chat" in task ? task.chat : null,
    text: "text" in task ? task.text?.text ?? null : null,
  };
}

/** @throws {ApiError} 409 when it is no update. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw contradiction("#/update", "field_not_an_update");
  }
}
