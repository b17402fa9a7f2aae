import Type, { type Static } from "typebox";
import { PostFailure } from "../../delivery/push/poster.ts";
import type { TargetStatus } from "../../delivery/push/target.ts";
import { refusal } from "./api_error.ts";
import { fault } from "../../faults/fault.ts";
import { toDisabledAnswer } from "./consumer_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { findConsumer } from "./find_consumer.ts";
import { toWords } from "./health_wire.ts";
import { lastErrorFields, toLastError } from "./last_error.ts";
import type { ApiPorts } from "./ports.ts";
import { toMoment } from "../../base/moment.ts";
import { consumerPath, Count, Moment, nullable } from "./wire.ts";

/** Reaching all URLs may take this long. */
const maxCheckMs = 20_000;
const tag = "push";
const path = "/bots/{bot}/consumers/{name}";

const TargetAnswer = Type.Object({
  origin: Type.String({ description: "Scheme, host and port" }),
  address: nullable(Type.String({ description: "IP address connected to last" })),
  last_status: nullable(
    Type.Integer({ description: "HTTP status of the last answer; `null` when there was none" }),
  ),
  last_attempt: Moment,
  last_success: Moment,
  failures_in_a_row: Count,
  latency_ms: Type.Object({ p50: Type.Number(), p95: Type.Number(), p99: Type.Number() }, {
    description: "Percentiles of the last 256 responses",
  }),
  under_way: Count,
  is_paused: Type.Boolean({
    description: "Whether it gets single probes only, because it cannot be reached",
  }),
}, { title: "PushTargetHealth" });

/** Status of a consumer's push. */
const PushHealth = Type.Object({
  is_running: Type.Boolean(),
  disabled: Type.Boolean(),
  disabled_reason: nullable(Type.String({ description: "Why it is disabled" })),
  disabled_code: nullable(Type.String({
    description: "The same for programs, such as `disabled_by_gone`; `quoted` for an operator's own words",
  })),
  switched_off: nullable(Type.String({ description: "The same as `disabled_reason`", deprecated: true })),
  targets: Type.Array(TargetAnswer),
  delivered: Count,
  failed: Count,
  dead: Count,
  waiting_lanes: Type.Integer({ minimum: 0, description: "Chats whose first update waits for its next try" }),
  next_attempt: Moment,
  ...lastErrorFields,
  last_error_at: Moment,
}, {
  title: "PushHealth",
  description: "Counted since the start of BotMux or the last change of the target",
});

/** What became of looking whether the URLs can be reached. */
export const CheckAnswer = Type.Object({
  targets: Type.Array(Type.Object({
    origin: Type.String(),
    error: nullable(Type.String({ description: "`null` when it could be reached" })),
    code: nullable(Type.String({ description: "For programs, such as `connection_refused`" })),
  })),
}, { title: "PushCheck" });

/** `/bots/{bot}/consumers/{name}/push` and `/check` */
export function pushEndpoints(ports: ApiPorts): Endpoint[] {
  const { registry, delivery, clock } = ports;
  return [
    endpoint({
      id: "getPushHealth",
      method: "GET",
      path: `${path}/push`,
      tag,
      summary: "Get the delivery status of a push consumer",
      role: "viewer",
      parameters: consumerPath,
      status: 200,
      answer: PushHealth,
      handle(call): Static<typeof PushHealth> {
        const consumer = findConsumer(registry, call.path);
        if (consumer.mode === "poll") throw refusal("consumer_not_pushing");
        const report = delivery.pushReport(consumer.id);
        return {
          is_running: report !== undefined,
          ...toDisabledAnswer(consumer, call.headers.get("accept-language")),
          targets: (report?.targets ?? []).map(toTargetAnswer),
          delivered: report?.delivered ?? 0,
          failed: report?.failed ?? 0,
          dead: report?.dead ?? 0,
          waiting_lanes: report?.waitingLanes ?? 0,
          next_attempt: toMoment(report?.nextAttemptMs ?? 0),
          ...toLastError(report?.lastError, call.headers),
          last_error_at: toMoment(report?.lastErrorAtMs ?? 0),
        };
      },
    }),
    endpoint({
      id: "checkPush",
      method: "POST",
      path: `${path}/check`,
      tag,
      summary: "Test the connection to every webhook URL and retry waiting updates now",
      role: "manager",
      parameters: consumerPath,
      status: 200,
      answer: CheckAnswer,
      conflict: "Nothing is pushed",
      async handle(call) {
        const { id } = findConsumer(registry, call.path);
        const limit = new AbortController();
        const cancel = clock.schedule(
          () => limit.abort(new PostFailure(fault("connection_timeout"))),
          maxCheckMs,
        );
        try {
          const results = await delivery.checkPush(id, AbortSignal.any([call.signal, limit.signal]));
          if (results === undefined) throw refusal("nothing_pushed");
          return {
            targets: results.map(({ url, error }) => ({
              origin: url,
              error: error === undefined ? null : toWords(error, call.headers.get("accept-language")),
              code: error?.code ?? null,
            })),
          };
        } finally {
          cancel();
        }
      },
    }),
  ];
}

function toTargetAnswer(target: TargetStatus): Static<typeof TargetAnswer> {
  return {
    origin: target.url,
    address: target.address === "" ? null : target.address,
    last_status: target.lastStatus === 0 ? null : target.lastStatus,
    last_attempt: toMoment(target.lastAttemptMs),
    last_success: toMoment(target.lastSuccessMs),
    failures_in_a_row: target.failuresInARow,
    latency_ms: target.latency,
    under_way: target.underWay,
    is_paused: target.isPaused,
  };
}
