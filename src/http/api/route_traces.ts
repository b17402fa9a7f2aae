import Type from "typebox";
import { traceResults } from "../../routing/trace.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import type { ApiPorts } from "./ports.ts";
import { toTraceAnswer, TraceAnswer } from "./route_wire.ts";
import { botPath, defaultLimit, Limit, pageOf, RecordId, toPage } from "./wire.ts";

/** A page of traces. */
export const TracePage = pageOf(TraceAnswer, RecordId);

/** `/bots/{bot}/route-traces` */
export function routeTraceEndpoints({ routing }: ApiPorts): Endpoint[] {
  return [
    endpoint({
      id: "listRouteTraces",
      method: "GET",
      path: "/bots/{bot}/route-traces",
      tag: "routes",
      summary: "List delivery traces of routed messages, newest first",
      role: "viewer",
      parameters: botPath,
      query: {
        before: Type.Optional(RecordId),
        route: Type.Optional(RecordId),
        result: Type.Optional(Type.Enum([...traceResults])),
        limit: Limit,
      },
      status: 200,
      answer: TracePage,
      async handle(
        { path: { bot }, query: { before, route, result, limit = defaultLimit }, principal, headers },
      ) {
        const results = result === undefined ? undefined : [result];
        const filter = { bot, before, routeId: route, results, knownBots: principal.bots };
        const { items, next } = toPage(await routing.traces(filter, limit + 1), limit, ({ id }) => id);
        return { items: items.map((trace) => toTraceAnswer(trace, headers)), next };
      },
    }),
  ];
}
