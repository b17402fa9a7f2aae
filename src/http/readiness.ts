import type { BotStatus, StatusSource } from "./status.ts";

/** Whether every bot is well, and if not, which one and why. */
export interface Readiness {
  readonly isReady: boolean;
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

/** Looks at every bot. A BotMux without bots is ready. */
export function readiness(source: StatusSource): Readiness {
  const bots = source.bots().map(describe);
  return { isReady: bots.every(({ state }) => state === "ok"), bots };
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
