import { median } from "../support/figures.ts";
import type { Runtime } from "../support/processes.ts";
import type { Aim, Limits } from "./bench.ts";
import type { RunResults } from "./results.ts";

/** What came of one aim on one runtime. */
export interface Judgement {
  /** Absent when a contender it needs was not measured. */
  readonly value?: number;
  readonly limits: Limits;
  readonly isMet: boolean;
}

/** Compares what a run found with an aim. */
export function judge(aim: Aim, run: RunResults, runtime: Runtime): Judgement {
  const limits = limitsOf(aim, runtime);
  const value = valueOf(aim, run);
  if (value === undefined) return { limits, isMet: false };
  const { atLeast = -Infinity, atMost = Infinity } = limits;
  return { value, limits, isMet: value >= atLeast && value <= atMost };
}

function limitsOf({ limits }: Aim, runtime: Runtime): Limits {
  return "bun" in limits ? limits[runtime] : limits;
}

/** Rounds are compared with themselves, since the machine was the same for both sides in them. */
function valueOf({ load, contender, figure, dividedBy, minus }: Aim, run: RunResults): number | undefined {
  const contenders = run.loads.find(({ name }) => name === load)?.contenders ?? [];
  const of = (name: string) =>
    contenders.find((each) => each.name === name)?.samples.map((sample) => sample[figure]) ?? [];
  const others = dividedBy ?? minus;
  const [ours, theirs] = [of(contender), others === undefined ? [] : of(others)];
  const values = ours.flatMap((value, round) => {
    if (value === undefined) return [];
    if (others === undefined) return [value];
    const other = theirs[round];
    if (other === undefined) return [];
    return [dividedBy === undefined ? value - other : value / other];
  });
  return values.length === 0 ? undefined : median(values);
}

/** `0.83` or `1,234`: three digits that count, at most two behind the point. */
export function showValue(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** `≥ 0.8`, `≤ 22`. */
export function showLimits({ atLeast, atMost }: Limits): string {
  return [
    ...(atLeast === undefined ? [] : [`≥ ${showValue(atLeast)}`]),
    ...(atMost === undefined ? [] : [`≤ ${showValue(atMost)}`]),
  ].join(", ");
}
