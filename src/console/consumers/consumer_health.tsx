/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { findDisabledReason } from "../../faults/disabled_reasons.ts";
import { fault } from "../../faults/fault.ts";
import type { TextKey } from "../language/locale.ts";
import { useLocale } from "../language/locale_context.ts";
import type { ShownConsumer } from "./shown_consumer.ts";
import { Badge, type Tone } from "../components/badge.tsx";
import { HealthReasons, type ShownReport } from "../components/health_badge.tsx";
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
  { consumer, isShort }: { readonly consumer: ShownConsumer; readonly isShort?: boolean },
): JSX.Element {
  return (
    <div class="consumer-health">
      <ConsumerBadge {...consumer} />
      {isShort ? null : <Explanation {...consumer} />}
    </div>
  );
}

/** What {@linkcode ConsumerBadge} shows. */
export type BadgedConsumer = Pick<
  ShownConsumer,
  "health" | "mode" | "disabledReason" | "waitingLanes" | "lastCallMs" | "lag"
>;

/** Status of a consumer, in a word or two. */
export function ConsumerBadge(consumer: BadgedConsumer): JSX.Element {
  const { t } = useLocale();
  const { health, lag } = consumer;
  const state = stateOf(consumer);
  if (state !== "disabled" && health.level !== "healthy") {
    return <Badge tone={toneOf(health)}>{t(wordsOf(health) as "health.degraded")}</Badge>;
  }
  const tone: Tone = state === "healthy" ? "good" : "quiet";
  return (
    <Badge tone={tone}>
      {state === "behind" ? t("overview.lag", { count: lag }) : t(`consumer.state.${state}`)}
    </Badge>
  );
}

function Explanation(consumer: ShownConsumer): JSX.Element | null {
  const { t } = useLocale();
  const { health, disabledReason } = consumer;
  const state = stateOf(consumer);
  if (state === "disabled") {
    return (
      <p class="why">
        {t("consumer.state.disabled.why")} <DisabledReason text={disabledReason} />
      </p>
    );
  }
  if (health.reasons.length > 0) return <HealthReasons reasons={health.reasons} />;
  if (state === "behind" || state === "healthy") return null;
  return <p class="why">{t(`consumer.state.${state}.why`)}</p>;
}

/** Why a consumer is disabled: a reason of BotMux's own, or an operator's words. */
function DisabledReason({ text }: { readonly text: string }): JSX.Element {
  const code = findDisabledReason(text);
  return <FaultText fault={code === undefined ? fault("quoted", { said: text }) : fault(code)} />;
}

/** Whether nobody waits for what a consumer would get: it is disabled, or no program has polled it yet. */
export function isIdle(consumer: BadgedConsumer): boolean {
  return ["disabled", "absent"].includes(stateOf(consumer));
}

/** A webhook that cannot be reached gets nothing at all. */
function toneOf({ level, reasons }: ShownReport): Tone {
  return level === "down" || reasons[0]?.fault.code === "webhook_unreachable" ? "bad" : "warn";
}

function wordsOf({ reasons }: ShownReport): TextKey {
  return degraded[reasons[0]?.fault.code ?? ""] ?? "health.degraded";
}

function stateOf({ mode, disabledReason, waitingLanes, lastCallMs, lag }: BadgedConsumer): State {
  if (disabledReason !== "") return "disabled";
  if (waitingLanes > 0) return "retrying";
  if (mode === "poll" && lag > 0 && lastCallMs === 0) return "absent";
  return lag > 0 ? "behind" : "healthy";
}
