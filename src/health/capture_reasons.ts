import { fault } from "../faults/fault.ts";
import type { HealthReason } from "./reason.ts";

/** How archiving of captured calls goes. Moments are milliseconds since the epoch, 0 for never. */
interface CaptureFacts {
  /** Since when calls of some bot fail that may be at fault themselves. */
  readonly failingSinceMs: number;
  /** Calls skipped since the start. */
  readonly skipped: number;
  readonly skippedAtMs: number;
}

const graceMs = 30_000;
/** For so long a skipped call counts. */
const skipHoldMs = 15 * 60_000;

/** What degrades BotMux because calls of bots cannot be archived. */
export function captureReasons(
  { failingSinceMs, skipped, skippedAtMs }: CaptureFacts,
  nowMs: number,
): HealthReason[] {
  const isFailing = failingSinceMs > 0 && nowMs - failingSinceMs >= graceMs;
  const isSkipping = skippedAtMs > 0 && nowMs - skippedAtMs < skipHoldMs;
  if (!isFailing && !isSkipping) return [];
  return [{
    fault: fault("calls_not_archived", { count: skipped }),
    level: "degraded",
    sinceMs: isFailing ? failingSinceMs : skippedAtMs,
  }];
}
