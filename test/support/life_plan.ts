/** After what a life may end at a random moment. */
export type Milestone = "spawned" | "listening" | "delivered" | "answered";

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
