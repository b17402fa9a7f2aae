/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

interface FigureProps {
  readonly label: string;
  readonly value: Child;
  readonly hint?: Child;
}

/** Numbers side by side. */
export function Figures({ items }: { readonly items: readonly FigureProps[] }): JSX.Element {
  return (
    <dl class="figures">
      {items.map(({ label, value, hint }) => (
        <div class="figure">
          <dt>{label}</dt>
          <dd>
            <span class="figure-value">{value}</span>
            {hint === undefined ? null : <span class="hint">{hint}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Facts one below the other, each with its name. */
export function Facts({ items }: { readonly items: readonly FigureProps[] }): JSX.Element {
  return (
    <dl class="facts">
      {items.map(({ label, value }) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
