import type { Fault, HealthCode } from "../faults/fault.ts";

/** How well something works. `degraded`: it works, but something needs attention. `down`: it does not work. */
export type HealthLevel = "healthy" | "degraded" | "down";

/** Why something is not healthy. */
export interface HealthReason {
  /** What is wrong, by a code that `docs/operations.md` lists. Everybody may read it at `/readyz`. */
  readonly fault: Fault<HealthCode>;
  readonly level: Exclude<HealthLevel, "healthy">;
  /** When it began, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Name of the consumer that it concerns; absent for none. */
  readonly consumer?: string;
  /** Name of the routing rule that it concerns; absent for none. */
  readonly rule?: string;
}

/** How well something works, and why not better. */
export interface HealthReport {
  readonly level: HealthLevel;
  /** Those of the worst level first. */
  readonly reasons: readonly HealthReason[];
}

const severity: Readonly<Record<HealthLevel, number>> = { healthy: 0, degraded: 1, down: 2 };

/** The worst of several levels; `healthy` for none. */
export function worstLevel(levels: Iterable<HealthLevel>): HealthLevel {
  return [...levels].sort(compareLevels)[0] ?? "healthy";
}

/** What several reasons come to. */
export function toReport(reasons: readonly HealthReason[]): HealthReport {
  const sorted = reasons.toSorted((left, right) => compareLevels(left.level, right.level));
  return { level: sorted[0]?.level ?? "healthy", reasons: sorted };
}

/** Orders levels, the worst first. */
function compareLevels(left: HealthLevel, right: HealthLevel): number {
  return severity[right] - severity[left];
}
