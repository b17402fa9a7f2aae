/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useRefusal } from "./form.tsx";

/** One of several. */
export interface Option {
  readonly value: string;
  readonly label: string;
  /** Its language, where it is not the page's. */
  readonly lang?: string;
  /** Whether somebody else chose its label: it is not translated. */
  readonly isName?: boolean;
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly scope?: string;
}

/** A field in which one of a few values is chosen. */
export function Choice({ name, label, options, value, scope = "" }: ChoiceProps): JSX.Element {
  const chosen = useRefusal()?.values[name] ?? value;
  const id = `field-${scope}${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name}>
        {options.map(({ value, label, lang, isName }) => (
          <option
            value={value}
            selected={value === chosen}
            lang={lang}
            translate={lang === undefined && !isName ? undefined : "no"}
          >
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
