/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Icon, type IconName } from "./icon.tsx";
import { useRefusal } from "./form.tsx";

/** One of a few, with a line about what it means. */
interface RadioCard {
  readonly value: string;
  readonly label: string;
  readonly hint?: Child;
  readonly icon?: IconName;
}

interface RadioCardsProps {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly RadioCard[];
  readonly value: string;
  readonly scope?: string;
}

/** Options one below the other, of which one is chosen. */
export function RadioCards({ name, legend, options, value, scope = "" }: RadioCardsProps): JSX.Element {
  const chosen = useRefusal()?.values[name] ?? value;
  return (
    <fieldset class="radio-cards">
      <legend>{legend}</legend>
      {options.map(({ value, label, hint, icon }) => {
        const id = `field-${scope}${name}-${value}`;
        return (
          <label class="radio-card" for={id}>
            <input
              type="radio"
              id={id}
              name={name}
              value={value}
              checked={value === chosen}
              aria-describedby={hint === undefined ? undefined : `${id}-hint`}
            />
            {icon === undefined ? null : <Icon name={icon} />}
            <span class="radio-card-words">
              <span class="radio-card-label">{label}</span>
              {hint === undefined ? null : <span class="hint" id={`${id}-hint`}>{hint}</span>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
