import Type, { type Static } from "typebox";
import { type Route, type Rule, ruleMembers } from "../../routing/rule.ts";
import { type Trace, traceActions, traceResults } from "../../routing/trace.ts";
import { toWords } from "./health_wire.ts";
import { toMoment } from "../../base/moment.ts";
import { BotId, Count, Moment, nullable, Position, RecordId } from "./wire.ts";

const { actions, enabled, fallback, intent, name, when } = ruleMembers;

/** A rule that is to be made. */
export const RouteInput = Type.Object(ruleMembers, { title: "NewRoute", additionalProperties: false });

/** What is to be different about a rule. */
export const RoutePatchInput = Type.Object({
  name: Type.Optional(name),
  enabled,
  when: Type.Optional(nullable(when)),
  actions: Type.Optional(actions),
  intent: Type.Optional(nullable(intent)),
  fallback,
}, {
  title: "RoutePatch",
  additionalProperties: false,
  description: "What is not named stays; `null` takes it away",
});

/** A rule as the API shows it. */
export const RouteAnswer = Type.Object({
  id: RecordId,
  place: Type.Integer({ minimum: 1, description: "Rules are asked in this order" }),
  ...ruleMembers,
  declared: Type.Boolean({
    description: "Whether the settings file describes it: it does so again at each start",
  }),
  added_at: Moment,
}, { title: "Route" });

/** Path of a rule. */
export const routePath = { bot: BotId, id: RecordId };

/** What became of a message, as the API shows it. */
export const TraceAnswer = Type.Object({
  id: RecordId,
  at: Moment,
  route: nullable(RecordId),
  position: nullable(Position),
  chat_id: nullable(Type.Integer()),
  message_id: nullable(Type.Integer()),
  action: Type.Enum([...traceActions]),
  is_return: Type.Boolean({ description: "Whether it is a reply on its way back" }),
  target: nullable(Type.Object({
    bot: BotId,
    chat_id: Type.Integer(),
    message_id: nullable(Type.Integer()),
  })),
  result: Type.Enum([...traceResults], {
    description: "`degraded`: sent in a simpler form. `unknown`: it may have been sent, and is not repeated",
  }),
  detail: nullable(
    Type.String({ description: "Why it went so, in the language that `Accept-Language` asks for" }),
  ),
  codes: Type.Array(Type.String(), { description: "The same for programs, such as `routing_echo`" }),
  latency_ms: Count,
}, { title: "RouteTrace" });

/** A rule as the API writes it. */
export function toRouteAnswer({ id, place, rule, isDeclared, addedAtMs }: Route): Static<typeof RouteAnswer> {
  return { id, place, ...rule, declared: isDeclared, added_at: toMoment(addedAtMs) };
}

/** A rule with what an input changes of it. */
export function patchRule(before: Rule, patch: Static<typeof RoutePatchInput>): Rule {
  const merged = Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null);
  // Both were accepted by their schemas, and only what may be absent can be taken away.
  return Object.fromEntries(merged) as Rule;
}

/** What the details of a trace say, in the language of a request; empty for none. @param headers those of the request */
export function describeDetails({ details }: Pick<Trace, "details">, headers: Headers): string {
  return details.map((detail) => toWords(detail, headers.get("accept-language"))).join(" ");
}

/** A trace as the API writes it. @param headers those of the request */
export function toTraceAnswer(trace: Trace, headers: Headers): Static<typeof TraceAnswer> {
  return {
    id: trace.id,
    at: toMoment(trace.atMs),
    route: trace.routeId || null,
    position: trace.position || null,
    chat_id: trace.chat || null,
    message_id: trace.message || null,
    action: trace.action,
    is_return: trace.isReturn,
    target: trace.targetBot === 0 ? null : {
      bot: trace.targetBot,
      chat_id: trace.targetChat,
      message_id: trace.targetMessage || null,
    },
    result: trace.result,
    detail: describeDetails(trace, headers) || null,
    codes: trace.details.map(({ code }) => code),
    latency_ms: trace.latencyMs,
  };
}
