/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { HealthLevel, HealthReason, HealthReport } from "../../health/reason.ts";
import type { BotStatus } from "../../http/status.ts";
import type { TextKey } from "../language/locale.ts";
import { useLocale } from "../language/locale_context.ts";
import { Badge, type Tone } from "./badge.tsx";
import { Moment } from "./moment.tsx";
import { FaultText } from "./fault_text.tsx";

/** What a bot that is down or not polled is called. */
const words: Readonly<Record<string, readonly [Tone, TextKey]>> = {
  starting: ["quiet", "health.starting"],
  unreachable: ["bad", "health.unreachable"],
  conflict: ["bad", "health.conflict"],
  refused: ["bad", "health.refused"],
  revoked: ["bad", "health.revoked"],
  rate_limited: ["bad", "health.rate-limited"],
  disk: ["bad", "health.disk"],
  removing: ["quiet", "health.removing"],
  stopped: ["quiet", "health.stopped"],
};

/** A bot's health in a word or two. */
export function HealthBadge({ health, report }: Pick<BotStatus, "health" | "report">): JSX.Element {
  const { t } = useLocale();
  const [tone, key] = toWords(health?.state ?? "stopped", report.level);
  return <Badge tone={tone}>{t(key as "health.healthy")}</Badge>;
}

function toWords(state: string, level: HealthLevel): readonly [Tone, TextKey] {
  const ofState = words[state];
  if (level === "down") return ofState ?? ["bad", "health.down"];
  if (ofState?.[0] === "quiet") return ofState;
  return level === "degraded" ? ["warn", "health.degraded"] : ["good", "health.healthy"];
}

/** Why something is not healthy, in sentences; nothing while it is. */
export function HealthReasons(
  { reasons, max = Infinity }: { readonly reasons: readonly HealthReason[]; readonly max?: number },
): JSX.Element | null {
  const { t } = useLocale();
  if (reasons.length === 0) return null;
  return (
    <>
      {reasons.slice(0, max).map(({ fault, sinceMs }) => (
        <p class="why">
          <FaultText fault={fault} />{" "}
          <span class="hint">
            <Moment at={sinceMs} />
          </span>
        </p>
      ))}
      {reasons.length > max ? <p class="hint">{t("health.more", { count: reasons.length - max })}</p> : null}
    </>
  );
}

/** Orders by health, the worst first. */
export function byHealth(
  left: { readonly report: HealthReport },
  right: { readonly report: HealthReport },
): number {
  return severity[right.report.level] - severity[left.report.level];
}

const severity: Readonly<Record<HealthLevel, number>> = { healthy: 0, degraded: 1, down: 2 };
