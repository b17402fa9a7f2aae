import { documentedRates } from "../telegram/send_rates.ts";
import { type SendLimits, toSendLimits } from "./rate_limit.ts";

/**
 * What happens to sends above the limits:
 * - `off`: nothing is counted
 * - `observe`: they pass at once, and what would have been delayed is counted
 * - `smooth`: they wait their turn
 */
export type PacingMode = "off" | "observe" | "smooth";

/** How the sends of one bot are paced. */
export interface PacingSettings {
  readonly mode: PacingMode;
  readonly limits: SendLimits;
  /** A send that would wait longer is refused with 429. */
  readonly maxWaitMs: number;
}

/** How bots are paced that were not told otherwise. */
export const defaultPacing: PacingSettings = {
  mode: "observe",
  limits: toSendLimits(documentedRates),
  maxWaitMs: 30_000,
};
