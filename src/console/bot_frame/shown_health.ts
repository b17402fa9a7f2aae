import type { HealthReason, HealthReport } from "../../health/reason.ts";
import type { Health, ShownReason, ShownReport } from "../components/health_badge.tsx";
import type { BotStatus } from "../../http/status.ts";

/** A bot's health as pages show it. */
export function toShownHealth({ health, report }: BotStatus): Health {
  return { ...toShownReport(report), state: health?.state ?? "stopped" };
}

/** A report as pages show it. */
export function toShownReport({ level, reasons }: HealthReport): ShownReport {
  return { level, reasons: toShownReasons(reasons) };
}

/** Reasons as pages show them. */
export function toShownReasons(reasons: readonly HealthReason[]): ShownReason[] {
  return reasons.map(({ fault, sinceMs }) => ({ fault, sinceMs }));
}
