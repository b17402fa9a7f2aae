import process from "node:process";

/** How many lives make a test of crashes thorough; a run without `--ci` has an eighth of them. */
const share = process.env["TEST_ALL_LIVES"] === undefined ? 0.125 : 1;

/** After what a life may end at a random moment. */
export type Milestone = "spawned" | "listening" | "delivered" | "answered";

/** Of so many lives, those that this run has. */
export function livesInThisRun(count: number): number {
  return Math.ceil(count * share);
}

/** So many lives of each kind as this run has. */
export function livesOf<Name extends Milestone>(
  counts: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const scaled = Object.entries<number>(counts).map(([name, count]) => [name, livesInThisRun(count)]);
  return Object.fromEntries(scaled) as Record<Name, number>; // Of the same names.
}

/**
 * Milestones, each as often as `counts` says, in random order. A share of them is given and not left to chance: on a
 * slow machine a moment after the start is a moment before anything was delivered.
 */
export function planLives(
  counts: Readonly<Partial<Record<Milestone, number>>>,
  random: () => number,
): readonly Milestone[] {
  const all = (Object.entries(counts) as [Milestone, number][]) // Object.entries forgets the type of keys.
    .flatMap(([milestone, count]) => Array.from({ length: count }, () => ({ milestone, at: random() })));
  return all.sort((one, other) => one.at - other.at).map(({ milestone }) => milestone);
}
