/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

const width = 120;
const height = 28;
/** Where zero is. */
const lowest = height - 1;

/** A line through values. */
export interface SparklineProps {
  /** The oldest first. */
  readonly values: readonly number[];
  /** How many values there will be; until then the line begins further to the right. */
  readonly places: number;
  /** What it shows, for those who cannot see it. */
  readonly label: string;
}

/** A line from zero to the greatest value, which ends at now. */
export function Sparkline({ values, places, label }: SparklineProps): JSX.Element {
  const points = toPoints(values.length > 0 ? values : [0], places);
  const [first = "0"] = points[0]?.split(",") ?? [];
  const line = points.join(" ");
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      <path class="sparkline-ground" d={`M0 ${lowest}H${width}`} />
      <polygon class="sparkline-area" points={`${first},${lowest} ${line} ${width},${lowest}`} />
      <polyline class="sparkline-line" points={line} />
    </svg>
  );
}

function toPoints(values: readonly number[], places: number): string[] {
  // A few updates must not look like many.
  const most = Math.max(4, ...values);
  const step = width / Math.max(places - 1, 1);
  return values.map((value, index) => {
    const x = width - (values.length - 1 - index) * step;
    return `${round(x)},${round(lowest - value / most * (lowest - 2))}`;
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
