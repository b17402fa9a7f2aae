import type { HealthLevel, HealthReason } from "../../health/reason.ts";
import type { StatusSource } from "../status.ts";
import { family, type Sample } from "./prometheus_text.ts";

const levels: readonly HealthLevel[] = ["healthy", "degraded", "down"];

/** 0 healthy, 1 degraded, 2 down. */
export function toHealthNumber(level: HealthLevel): number {
  return levels.indexOf(level);
}

/** One sample for each code of BotMux, of a bot or of a consumer; rules of the same bot count as one. */
function toReasonSamples(source: StatusSource): Sample[] {
  const subjects = [
    { bot: "", reasons: source.processReasons() },
    ...source.bots().map(({ bot, report }) => ({ bot: String(bot.id), reasons: report.reasons })),
  ];
  return subjects.flatMap(({ bot, reasons }) => {
    const toLabels = ({ consumer = "", fault: { code } }: HealthReason) => ({ bot, consumer, code });
    const distinct = new Map(reasons.map((reason) => [JSON.stringify(toLabels(reason)), toLabels(reason)]));
    return [...distinct.values()].map((labels): Sample => [labels, 1]);
  });
}

/** The lines that name each reason. */
export function reasonLines(source: StatusSource): string[] {
  return family(
    "botmux_health_reason",
    "gauge",
    "1 while a reason for being degraded or down lasts; docs/operations.md lists the codes.",
    toReasonSamples(source),
  );
}
