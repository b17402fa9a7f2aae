import { fault } from "../faults/fault.ts";
import type { UpstreamFacts } from "./facts.ts";
import type { HealthReason } from "./reason.ts";

/**
 * After how long without success, in milliseconds, trouble upstream degrades a bot and takes it down: an error or two
 * that the next attempt mends is none. Two programs that poll take turns; therefore a conflict takes a bot down late.
 */
const graces: Readonly<Record<string, { readonly degradedMs: number; readonly downMs: number }>> = {
  unreachable: { degradedMs: 5_000, downMs: 30_000 },
  refused: { degradedMs: 5_000, downMs: 90_000 },
  rate_limited: { degradedMs: 5_000, downMs: 60_000 },
  conflict: { degradedMs: 0, downMs: 300_000 },
};
/** A conflict counts for so long after the last refusal: polls in between succeed. */
const conflictHoldMs = 60_000;

/** What is wrong between a bot and Telegram. It is down at once when it never was well. */
export function judgeUpstream(facts: UpstreamFacts | undefined, nowMs: number): HealthReason[] {
  if (facts === undefined) return [];
  const { state, lastFault, sinceMs, lastConflictMs } = facts;
  const reason = (level: HealthReason["level"]): HealthReason[] =>
    lastFault === undefined ? [] : [{ fault: lastFault, level, sinceMs }];
  switch (state) {
    case "ok":
      if (lastFault !== undefined) return reason("degraded");
      return lastConflictMs > 0 && nowMs - lastConflictMs < conflictHoldMs
        ? [{ fault: fault("polling_conflict"), level: "degraded", sinceMs: lastConflictMs }]
        : [];
    case "revoked":
    case "disk":
      return reason("down");
    case "removing":
      return reason("degraded");
    default:
      return judgeTrouble(facts, nowMs);
  }
}

function judgeTrouble({ state, lastFault, ...facts }: UpstreamFacts, nowMs: number): HealthReason[] {
  const grace = graces[state];
  if (grace === undefined || lastFault === undefined) return [];
  const sinceMs = facts.failingSinceMs || facts.sinceMs;
  const wasWell = facts.lastSuccessMs > 0;
  const lastedMs = nowMs - sinceMs;
  if (wasWell && lastedMs < grace.degradedMs) return [];
  const level = wasWell && lastedMs < grace.downMs ? "degraded" : "down";
  return [{ fault: lastFault, level, sinceMs }];
}
