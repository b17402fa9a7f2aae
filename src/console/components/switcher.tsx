/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Option } from "./choice.tsx";

interface SwitcherProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
}

/** Buttons side by side, of which one is chosen; each sends the form it is in. */
export function Switcher({ name, label, options, value: chosen }: SwitcherProps): JSX.Element {
  return (
    <div class="switcher" role="group" aria-label={label}>
      {options.map(({ value, label, lang }) => (
        <button
          type="submit"
          name={name}
          value={value}
          lang={lang}
          translate={lang === undefined ? undefined : "no"}
          aria-pressed={value === chosen ? "true" : "false"}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
