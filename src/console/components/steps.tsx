/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";

interface StepsProps {
  /** What the path is. */
  readonly label: string;
  readonly steps: readonly string[];
  /** Index of the step at hand. */
  readonly current: number;
}

/** The steps of a path, with the one at hand. */
export function Steps({ label, steps, current }: StepsProps): JSX.Element {
  return (
    <ol class="steps" aria-label={label}>
      {steps.map((step, index) => (
        <li
          class={index < current ? "is-done" : undefined}
          aria-current={index === current ? "step" : undefined}
        >
          {step}
        </li>
      ))}
    </ol>
  );
}
