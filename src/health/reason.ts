/** How well something works. `degraded`: it works, but something needs attention. `down`: it does not work. */
export type HealthLevel = "healthy" | "degraded" | "down";

/** Why something is not healthy. */
export interface HealthReason {
  /** For programs, in lower case with hyphens, such as `disk-full`; listed in `docs/operations.md`. */
  readonly code: string;
  readonly level: Exclude<HealthLevel, "healthy">;
  /**
   * What is wrong and what to do, in English; `src/ui/translations/ru/sentences.ts` has it in Russian. Everybody may
   * read it at `/readyz`: no secrets and no URLs.
   */
  readonly message: string;
  /** When it began, in milliseconds since the epoch. */
  readonly sinceMs: number;
}

const severity: Readonly<Record<HealthLevel, number>> = { healthy: 0, degraded: 1, down: 2 };

/** Orders levels, the worst first. */
export function compareLevels(left: HealthLevel, right: HealthLevel): number {
  return severity[right] - severity[left];
}

/** The worst of several levels; `healthy` for none. */
export function worstLevel(levels: Iterable<HealthLevel>): HealthLevel {
  let worst: HealthLevel = "healthy";
  for (const level of levels) if (severity[level] > severity[worst]) worst = level;
  return worst;
}
