import type { UpdateFacts } from "../telegram/update_facts.ts";
import { lifetimeSec } from "../telegram/update_kinds.ts";

const dayMs = 86_400_000;

/**
 * The moment an update stops being delivered, in milliseconds since the epoch.
 *
 * Queries live as long as Telegram keeps them (30 to 600 s). Everything else, a day with Telegram, lives as long as
 * the bot's journal retains it, counted from the date of the event. A date in the future, or one so old that the
 * update would be dead on arrival, says more about the clocks than about the update: then its arrival counts.
 */
export function expiryMs(facts: UpdateFacts, receivedAtMs: number, retentionMs: number): number {
  const lifetimeMs = lifetimeSec(facts.kind) * 1000;
  if (lifetimeMs < dayMs) return receivedAtMs + lifetimeMs;
  const eventMs = facts.dateSec * 1000;
  const isPlausible = eventMs <= receivedAtMs && eventMs + retentionMs > receivedAtMs;
  return (isPlausible ? eventMs : receivedAtMs) + retentionMs;
}

/** Whether unconfirmed updates of this kind count as lost when retention takes them: queries just time out. */
export function isWorthKeeping(kind: string): boolean {
  return lifetimeSec(kind) * 1000 >= dayMs;
}
