import Type from "typebox";
import { knowsBot } from "../../account/principal.ts";
import { toReport, worstLevel } from "../../health/reason.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { healthFields, toHealthAnswer } from "./health_wire.ts";
import type { ApiPorts } from "./ports.ts";
import { BotId } from "./wire.ts";

const OverallAnswer = Type.Object({
  ...healthFields,
  bots: Type.Array(
    Type.Object({
      id: BotId,
      username: Type.String(),
      name: Type.String(),
      ...healthFields,
    }, { title: "BotHealth" }),
  ),
}, {
  title: "OverallHealth",
  description: "`level` is the worst of BotMux and all bots; `reasons` concern BotMux as a whole",
});

/** `/health` */
export function healthEndpoints(ports: ApiPorts): Endpoint[] {
  return [
    endpoint({
      id: "getHealth",
      method: "GET",
      path: "/health",
      tag: "system",
      summary: "Get the health of BotMux and its bots, with reasons",
      role: "viewer",
      status: 200,
      answer: OverallAnswer,
      handle({ principal, headers }) {
        const language = headers.get("accept-language");
        const bots = ports.registry.bots().filter(({ id }) => knowsBot(principal, id))
          .flatMap(({ id }) => ports.bot(id) ?? []);
        const own = toReport(ports.processReasons());
        return {
          level: worstLevel([own.level, ...bots.map(({ report }) => report.level)]),
          reasons: toHealthAnswer(own, language).reasons,
          bots: bots.map(({ bot: { id, username, name }, report }) => ({
            id,
            username,
            name,
            ...toHealthAnswer(report, language),
          })),
        };
      },
    }),
  ];
}
