/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

const step = 4;
const height = 56;
/** Where zero is. */
const lowest = height - 2;

interface SparklineProps {
  /** The oldest first. */
  readonly values: readonly number[];
  /** How many values there will be; until then the line begins further to the right. */
  readonly places: number;
  /** What it shows, for those who cannot see it. */
  readonly label: string;
}

/** A line from zero to the greatest value, which ends at now. Whole numbers keep long lists of them small. */
export function Sparkline({ values, places, label }: SparklineProps): JSX.Element {
  const width = Math.max(places - 1, 1) * step;
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      <polyline points={toPoints(values.length > 0 ? values : [0], width)} />
    </svg>
  );
}

/** The frame of the area under the line lies below the picture and beyond its end: only the line is seen. */
function toPoints(values: readonly number[], width: number): string {
  // A few updates must not look like many.
  const max = Math.max(4, ...values);
  const firstX = width - (values.length - 1) * step;
  const line = values.map((value, index) =>
    `${firstX + index * step},${Math.round(lowest - value / max * (lowest - 3))}`
  );
  const last = line.at(-1)?.split(",")[1] ?? lowest;
  const below = 2 * height;
  return `${firstX},${below} ${line.join(" ")} ${width + height},${last} ${width + height},${below}`;
}
