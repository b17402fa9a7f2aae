import type { Clock } from "../../base/clock.ts";
import { fault } from "../../faults/fault.ts";
import { causeOf, type Finding, problem } from "./finding.ts";

/** How long checks may take, in milliseconds. */
export const limitsMs = {
  check: 10_000,
  /** The whole of looking at the data folder. */
  data: 30_000,
  /** All bots together. */
  bots: 60_000,
} as const;

/** What `work` gives; a finding that says so when it fails, or is not done in time, whether or not it heeds the signal. */
export async function withinLimit<T>(
  clock: Clock,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | Finding> {
  const limit = new AbortController();
  const over = new Promise<never>((_, reject) =>
    limit.signal.addEventListener("abort", () => reject(limit.signal.reason), { once: true })
  );
  const cancel = clock.schedule(() => limit.abort(), limitMs);
  try {
    return await Promise.race([work(limit.signal), over]);
  } catch (error) {
    return problem(
      limit.signal.aborted
        ? fault("check_timed_out", { seconds: limitMs / 1000 })
        : fault("check_failed", { cause: causeOf(error) }),
    );
  } finally {
    cancel();
  }
}
