import type { Language } from "../../faults/language.ts";
import Type, { type Static } from "typebox";
import type { HealthReason, HealthReport } from "../../health/reason.ts";
import type { Fault } from "../../faults/fault.ts";
import { faultMessage } from "../../faults/fault_messages.ts";
import { acceptedLanguage } from "../accepted_language.ts";
import { toMoment } from "../../base/moment.ts";
import { Moment, nullable } from "./wire.ts";

/** How well something works. */
const HealthLevelName = Type.Enum(["healthy", "degraded", "down"], {
  title: "HealthLevel",
  description: "`degraded`: works, but something needs attention. `down`: does not work",
});

/** Why something is not healthy. */
const HealthReasonAnswer = Type.Object({
  code: Type.String({ description: "Reason code, such as `webhook_unreachable`" }),
  level: Type.Enum(["degraded", "down"]),
  message: Type.String({
    description: "What is wrong and what to do, in the language of `Accept-Language`",
  }),
  since: Moment,
  consumer: nullable(Type.String({ description: "Consumer concerned" })),
  rule: nullable(Type.String({ description: "Routing rule concerned" })),
}, { title: "HealthReason" });

/** How well something works, and why not better; to be spread into an object. */
export const healthFields = {
  level: HealthLevelName,
  reasons: Type.Array(HealthReasonAnswer, { description: "Empty while it is healthy; the worst come first" }),
};
/** How well something works, and why not better. */
export const HealthAnswer = Type.Object(healthFields, { title: "Health" });

/** A report as the API shows it. @param acceptLanguage the request's header of this name */
export function toHealthAnswer(
  { level, reasons }: HealthReport,
  acceptLanguage: string | null,
): Static<typeof HealthAnswer> {
  const language = acceptedLanguage(acceptLanguage ?? "");
  return { level, reasons: reasons.map((reason) => toReasonAnswer(reason, language)) };
}

/** What a fault says in the language of a request; empty for none. @param acceptLanguage the request's header of this name */
export function toWords(fault: Fault | undefined, acceptLanguage: string | null): string {
  return fault === undefined ? "" : faultMessage(acceptedLanguage(acceptLanguage ?? ""), fault);
}

function toReasonAnswer(
  { fault, level, sinceMs, consumer, rule }: HealthReason,
  language: Language,
): Static<typeof HealthReasonAnswer> {
  return {
    code: fault.code,
    level,
    message: faultMessage(language, fault),
    since: toMoment(sinceMs),
    consumer: consumer ?? null,
    rule: rule ?? null,
  };
}
