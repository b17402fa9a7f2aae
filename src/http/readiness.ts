import { type HealthLevel, type HealthReason, worstLevel } from "../health/reason.ts";
import { faultMessage } from "../faults/fault_messages.ts";
import type { Language } from "../faults/language.ts";
import type { BotStatus, StatusSource } from "./status.ts";

/** What is wrong, as `/readyz` tells it to everybody. */
interface ReadinessReason {
  readonly code: string;
  readonly level: HealthReason["level"];
  /** One sentence with what to do. */
  readonly message: string;
  /** ISO time. */
  readonly since: string;
  /** Name of the consumer that it concerns. */
  readonly consumer?: string;
  /** Name of the routing rule that it concerns. */
  readonly rule?: string;
}

/** Whether BotMux and every bot work, and if not, what is wrong. */
interface Readiness {
  /** Whether nothing is down, and every bot was polled. */
  readonly isReady: boolean;
  /** The worst of BotMux and all bots. */
  readonly health: HealthLevel;
  /** What is wrong with BotMux as a whole. */
  readonly reasons: readonly ReadinessReason[];
  readonly bots: readonly {
    readonly id: number;
    readonly username: string;
    readonly health: HealthLevel;
    /** What is wrong, with its consumers and rules too. */
    readonly reasons: readonly ReadinessReason[];
    /** Status with Telegram: `ok`, or what is wrong. */
    readonly state: string;
    /** One sentence about that with what to do; empty when all is well. */
    readonly why: string;
    /** ISO time of the last successful getUpdates round trip; `null` for none yet. */
    readonly last_success: string | null;
  }[];
}

/** How healthy BotMux and all its bots are. */
export function overallHealth(source: Pick<StatusSource, "bots" | "processReasons">): HealthLevel {
  return worstLevel([
    ...source.processReasons().map(({ level }) => level),
    ...source.bots().map(({ report }) => report.level),
  ]);
}

/**
 * Looks at BotMux and every bot. A BotMux without bots is ready.
 *
 * @param language of the messages, by its code
 */
export function readiness(source: StatusSource, language: Language = "en"): Readiness {
  const statuses = source.bots();
  const toShown = (reasons: readonly HealthReason[]) =>
    reasons.map((reason) => toShownReason(reason, language));
  const health = overallHealth(source);
  return {
    isReady: health !== "down" && statuses.every(isPolled),
    health,
    reasons: toShown(source.processReasons()),
    bots: statuses.map(({ bot, health, report }) => ({
      id: bot.id,
      username: bot.username,
      health: report.level,
      reasons: toShown(report.reasons),
      state: health?.state ?? "starting",
      why: health?.lastFault === undefined ? "" : faultMessage(language, health.lastFault),
      last_success: toIso(health?.lastSuccessMs ?? 0),
    })),
  };
}

function isPolled({ health }: BotStatus): boolean {
  return health !== undefined && health.state !== "starting" && health.state !== "stopped";
}

function toShownReason({ fault, sinceMs, ...reason }: HealthReason, language: Language): ReadinessReason {
  const message = faultMessage(language, fault);
  return { code: fault.code, ...reason, message, since: new Date(sinceMs).toISOString() };
}

function toIso(ms: number): string | null {
  return ms === 0 ? null : new Date(ms).toISOString();
}
