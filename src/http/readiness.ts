import { type HealthLevel, type HealthReason, worstLevel } from "../health/reason.ts";
import type { BotStatus, StatusSource } from "./status.ts";

/** What is wrong, as `/readyz` tells it to everybody. */
interface ReadinessReason {
  readonly code: string;
  readonly level: HealthReason["level"];
  readonly message: string;
  /** ISO time. */
  readonly since: string;
}

/** Whether BotMux and every bot work, and if not, what is wrong. */
export interface Readiness {
  readonly isReady: boolean;
  readonly health: HealthLevel;
  /** What is wrong with BotMux as a whole. */
  readonly reasons: readonly ReadinessReason[];
  readonly bots: readonly {
    readonly id: number;
    readonly username: string;
    readonly state: string;
    /** One sentence with what to do; empty when all is well. */
    readonly why: string;
    /** ISO time of the last successful getUpdates round trip; `null` for none yet. */
    readonly last_success: string | null;
  }[];
}

/** Looks at BotMux and every bot. A BotMux without bots is ready. */
export function readiness(source: StatusSource): Readiness {
  const bots = source.bots().map(describe);
  const reasons = source.processReasons();
  const areBotsReady = bots.every(({ state }) => state === "ok");
  const health = worstLevel([...reasons.map(({ level }) => level), areBotsReady ? "healthy" : "down"]);
  return { isReady: health !== "down", health, reasons: reasons.map(toReadinessReason), bots };
}

function toReadinessReason({ code, level, message, sinceMs }: HealthReason): ReadinessReason {
  return { code, level, message, since: new Date(sinceMs).toISOString() };
}

function describe({ bot, health }: BotStatus): Readiness["bots"][number] {
  const lastSuccessMs = health?.lastSuccessMs ?? 0;
  return {
    id: bot.id,
    username: bot.username,
    state: health?.state ?? "starting",
    why: health?.lastError ?? "",
    last_success: lastSuccessMs === 0 ? null : new Date(lastSuccessMs).toISOString(),
  };
}
