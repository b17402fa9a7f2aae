/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { useRefusal } from "./form.tsx";
import { FaultText } from "./fault_text.tsx";

interface TextAreaProps {
  /** The pointer of the endpoint's input without `#/`: what is wrong with it is shown beside the field. */
  readonly name: string;
  readonly label: string;
  readonly hint?: Child;
  readonly value?: string;
  readonly rows?: number;
  readonly maxlength?: number;
  readonly placeholder?: string;
  readonly isOptional?: boolean;
  /** Whether it holds code, such as JSON. */
  readonly isCode?: boolean;
  readonly scope?: string;
}

/** A field for several lines, with its label, a hint, and what is wrong with it or anything within it. */
export function TextArea(props: TextAreaProps): JSX.Element {
  const { name, label, hint, rows = 4, isOptional, isCode, scope = "" } = props;
  const { t } = useLocale();
  const refusal = useRefusal();
  const errors = Object.entries(refusal?.errors ?? {}).filter(([place]) => isWithin(place, name));
  const id = `field-${scope}${name}`;
  const told = [hint === undefined ? "" : `${id}-hint`, errors.length === 0 ? "" : `${id}-error`].filter(
    Boolean,
  );
  return (
    <div class={`field${errors.length === 0 ? "" : " field-wrong"}`}>
      <label for={id}>
        {label}
        {isOptional ? <span class="optional">{t("shell.optional")}</span> : null}
      </label>
      <textarea
        id={id}
        name={name}
        rows={rows}
        class={isCode ? "code-area" : undefined}
        maxlength={props.maxlength}
        placeholder={props.placeholder}
        required={!isOptional}
        spellcheck={!isCode}
        autocapitalize={isCode ? "none" : undefined}
        translate="no"
        dir="auto"
        aria-invalid={errors.length === 0 ? undefined : "true"}
        aria-describedby={told.length === 0 ? undefined : told.join(" ")}
      >
        {refusal?.values[name] ?? props.value ?? ""}
      </textarea>
      {hint === undefined ? null : <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {errors.length === 0 ? null : (
        <ul class="error" id={`${id}-error`}>
          {errors.map(([place, fault]) => (
            <li>
              {place === name ? null : <code translate="no">{place.slice(name.length + 1)}</code>}
              <FaultText fault={fault} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Whether an error's place is that of a field, or within what is in it. */
function isWithin(place: string, name: string): boolean {
  return place === name || place.startsWith(`${name}/`);
}
