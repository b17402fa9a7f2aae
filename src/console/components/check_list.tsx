/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { useRefusal } from "./form.tsx";

interface CheckListProps {
  readonly name: string;
  readonly legend: string;
  readonly hint?: Child;
  /** Each stands for itself and is no word of the page's language. */
  readonly options: readonly string[];
  readonly values: readonly string[];
  readonly scope?: string;
}

/** Options of which any number may be chosen. */
export function CheckList({ name, legend, hint, options, values, scope = "" }: CheckListProps): JSX.Element {
  const kept = useRefusal()?.values[name];
  const chosen = kept === undefined ? values : kept.split("\n");
  return (
    <fieldset class="check-list">
      <legend>{legend}</legend>
      {hint === undefined ? null : <p class="hint">{hint}</p>}
      <div class="check-options">
        {options.map((option) => (
          <label class="check" for={`field-${scope}${name}-${option}`}>
            <input
              type="checkbox"
              id={`field-${scope}${name}-${option}`}
              name={name}
              value={option}
              checked={chosen.includes(option)}
            />
            <span translate="no">{option}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
