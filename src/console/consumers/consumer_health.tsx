/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { toDisabledFault } from "../../faults/disabled_fault.ts";
import type { TextKey } from "../language/locale.ts";
import { useLocale } from "../language/locale_context.ts";
import type { HealthReport } from "../../health/reason.ts";
import type { ConsumerStatus } from "../../http/status.ts";
import { Badge, type Tone } from "../components/badge.tsx";
import { HealthReasons } from "../components/health_badge.tsx";
import { FaultText } from "../components/fault_text.tsx";

/** What a consumer is called that is degraded for this reason. */
const degraded: Readonly<Record<string, TextKey>> = {
  webhook_unreachable: "consumer.state.webhook-unreachable",
  webhook_failing: "consumer.state.webhook-failing",
  webhook_partly_failing: "consumer.state.webhook-failing",
  webhook_recovering: "consumer.state.webhook-failing",
  stopped_polling: "consumer.state.stopped-polling",
  updates_lost: "consumer.state.updates-lost",
  dead_letters: "consumer.state.dead-letters",
  queue_nearly_full: "consumer.state.queue-nearly-full",
};

type State = "disabled" | "retrying" | "absent" | "behind" | "healthy";

/** Status of a consumer, in a word or two and sentences that say what to do. */
export function ConsumerHealth(
  { status, isShort }: { readonly status: ConsumerStatus; readonly isShort?: boolean },
): JSX.Element {
  return (
    <div class="consumer-health">
      <ConsumerBadge {...status} />
      {isShort ? null : <Explanation {...status} />}
    </div>
  );
}

/** Status of a consumer, in a word or two. */
export function ConsumerBadge(status: ConsumerStatus): JSX.Element {
  const { t } = useLocale();
  const { report, lag } = status;
  const state = stateOf(status);
  if (state !== "disabled" && report.level !== "healthy") {
    return <Badge tone={toneOf(report)}>{t(wordsOf(report) as "health.degraded")}</Badge>;
  }
  const tone: Tone = state === "healthy" ? "good" : "quiet";
  return (
    <Badge tone={tone}>
      {state === "behind" ? t("overview.lag", { count: lag }) : t(`consumer.state.${state}`)}
    </Badge>
  );
}

function Explanation(status: ConsumerStatus): JSX.Element | null {
  const { t } = useLocale();
  const { consumer, report } = status;
  const state = stateOf(status);
  if (state === "disabled") {
    return (
      <p class="why">
        {t("consumer.state.disabled.why")}{" "}
        <FaultText fault={toDisabledFault(consumer.disabledReason ?? "")} />
      </p>
    );
  }
  if (report.reasons.length > 0) return <HealthReasons reasons={report.reasons} />;
  if (state === "behind" || state === "healthy") return null;
  return <p class="why">{t(`consumer.state.${state}.why`)}</p>;
}

/** Whether nobody waits for what a consumer would get: it is disabled, or no program has polled it yet. */
export function isIdle(status: ConsumerStatus): boolean {
  return ["disabled", "absent"].includes(stateOf(status));
}

/** A webhook that cannot be reached gets nothing at all. */
function toneOf({ level, reasons }: HealthReport): Tone {
  return level === "down" || reasons[0]?.fault.code === "webhook_unreachable" ? "bad" : "warn";
}

function wordsOf({ reasons }: HealthReport): TextKey {
  return degraded[reasons[0]?.fault.code ?? ""] ?? "health.degraded";
}

function stateOf({ consumer, push, program, lag }: ConsumerStatus): State {
  if (consumer.disabledReason !== undefined) return "disabled";
  if ((push?.waitingLanes ?? 0) > 0) return "retrying";
  if (consumer.mode === "poll" && lag > 0 && program.lastCallMs === 0) return "absent";
  return lag > 0 ? "behind" : "healthy";
}
