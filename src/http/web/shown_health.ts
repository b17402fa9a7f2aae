import type { Health } from "../../ui/components/health_badge.tsx";
import type { BotStatus } from "../status.ts";

/** A bot's health as pages show it. */
export function toShownHealth({ health }: BotStatus): Health {
  return { state: health?.state ?? "stopped", why: health?.lastError ?? "", sinceMs: health?.sinceMs ?? 0 };
}
