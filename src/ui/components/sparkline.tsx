/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

const width = 120;
const height = 28;

/** A line through values, oldest first, from zero to the greatest. It is a picture: `label` says what it shows. */
export function Sparkline(
  { values, label }: { readonly values: readonly number[]; readonly label: string },
): JSX.Element {
  const points = toPoints(values);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      <polygon class="sparkline-area" points={`0,${height} ${points} ${width},${height}`} />
      <polyline class="sparkline-line" points={points} />
    </svg>
  );
}

function toPoints(values: readonly number[]): string {
  // A few updates must not look like many.
  const most = Math.max(4, ...values);
  const step = width / Math.max(values.length - 1, 1);
  const drawn = values.length === 0 ? [0, 0] : values.length === 1 ? [values[0]!, values[0]!] : values;
  const spread = values.length <= 1 ? width : step;
  return drawn.map((value, index) =>
    `${round(index * spread)},${round(height - 1.5 - value / most * (height - 4))}`
  )
    .join(" ");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
