import { toDisabledFault } from "../../faults/disabled_fault.ts";
import Type, { type Static } from "typebox";
import { consumerFilter } from "../../registry/entities/consumer_filter.ts";
import { pushTarget } from "../../registry/entities/push_target.ts";
import { type Consumer, consumer as consumerEntity } from "../../registry/entities/consumer.ts";
import type { ConsumerStatus } from "../status.ts";
import { answerMembers, inputMembers, toAnswerMembers, wholeMembers } from "./entity_wire.ts";
import { HealthAnswer, toHealthAnswer, toWords } from "./health_wire.ts";
import { toMoment } from "../../base/moment.ts";
import { Count, Moment, nullable } from "./wire.ts";

/** Which updates a consumer sees. */
export const Filter = Type.Object(wholeMembers(consumerFilter), {
  title: "Filter",
  additionalProperties: false,
  description: 'An absent list lets everything through; lists are combined with "and"',
});

/** Where a consumer's updates are to go. */
export const PushInput = Type.Object(inputMembers(pushTarget), {
  title: "PushInput",
  additionalProperties: false,
});

/** Where a consumer's updates go, without what may be secret. */
const PushAnswer = Type.Object(answerMembers(pushTarget), { title: "PushTarget" });

/** A consumer as the API shows it. */
export const ConsumerAnswer = Type.Object({
  ...answerMembers(consumerEntity),
  filter: Filter,
  push: nullable(PushAnswer),
  disabled: Type.Boolean({
    description: "Whether its updates wait in the journal instead of being delivered",
  }),
  disabled_reason: nullable(Type.String({ description: "Why it is disabled" })),
  disabled_code: nullable(Type.String({
    description: "The same for programs, such as `disabled_by_gone`; `quoted` for an operator's own words",
  })),
  switched_off: nullable(Type.String({ description: "The same as `disabled_reason`", deprecated: true })),
  position: Type.Integer({ description: "Every update before this one is confirmed" }),
  lag: Type.Integer({
    minimum: 0,
    description: "Updates not confirmed yet, those its filter hides included",
  }),
  lost: Type.Integer({
    minimum: 0,
    description: "Updates that retention removed before they were confirmed",
  }),
  delivered: Type.Integer({
    minimum: 0,
    description: "Updates delivered to its programs since the start; redelivered ones count again",
  }),
  delivered_per_minute: Type.Integer({ minimum: 0, description: "How many of them in the last minute" }),
  access_tokens: Count,
  last_call: Type.Union([...Moment.anyOf], {
    description: "When one of its programs last called BotMux, since the start",
  }),
  last_received: Type.Union([...Moment.anyOf], {
    description: "When one of its programs was last given updates, since the start",
  }),
  health: HealthAnswer,
}, { title: "Consumer" });

/** Whether and why a consumer is disabled, as the API shows it. */
export function toDisabledAnswer(
  { disabledReason }: Pick<Consumer, "disabledReason">,
  acceptLanguage: string | null,
): Pick<Static<typeof ConsumerAnswer>, "disabled" | "disabled_reason" | "disabled_code" | "switched_off"> {
  if (disabledReason === undefined) {
    return { disabled: false, disabled_reason: null, disabled_code: null, switched_off: null };
  }
  const why = toDisabledFault(disabledReason);
  const words = toWords(why, acceptLanguage);
  return { disabled: true, disabled_reason: words, disabled_code: why.code, switched_off: words };
}

/** A consumer as the API shows it. */
export function toConsumerAnswer(
  { consumer, position, lag, lost, delivered, deliveredPerMinute, program, push, report }: ConsumerStatus,
  accessTokens: number,
  acceptLanguage: string | null,
): Static<typeof ConsumerAnswer> {
  return {
    ...toAnswerMembers(consumerEntity, consumer),
    filter: { ...consumer.filter },
    push: consumer.push === undefined ? null : toAnswerMembers(pushTarget, consumer.push),
    ...toDisabledAnswer(consumer, acceptLanguage),
    position,
    lag,
    lost,
    delivered,
    delivered_per_minute: deliveredPerMinute,
    access_tokens: accessTokens,
    last_call: toMoment(program.lastCallMs),
    last_received: toMoment(lastReceivedMs({ program, push })),
    health: toHealthAnswer(report, acceptLanguage),
  };
}

/** When updates last reached a program of a consumer, by whichever way; 0 for never since the start. */
export function lastReceivedMs({ program, push }: Pick<ConsumerStatus, "program" | "push">): number {
  const pushed = push?.targets.map(({ lastSuccessMs }) => lastSuccessMs) ?? [];
  return Math.max(program.lastReceivedMs, ...pushed);
}
