/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { useRefusal } from "./form.tsx";

interface CheckProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: Child;
  readonly isChecked?: boolean;
  readonly scope?: string;
}

/** A box to tick. It sends `on` where it is ticked. */
export function Check({ name, label, hint, isChecked, scope = "" }: CheckProps): JSX.Element {
  const kept = useRefusal()?.values[name];
  const id = `field-${scope}${name}`;
  return (
    <label class="check" for={id}>
      <input
        type="checkbox"
        id={id}
        name={name}
        checked={kept === undefined ? isChecked : kept === "on"}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <span class="radio-card-words">
        <span>{label}</span>
        {hint === undefined ? null : <span class="hint" id={`${id}-hint`}>{hint}</span>}
      </span>
    </label>
  );
}
