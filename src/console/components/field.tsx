/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { useRefusal } from "./form.tsx";
import { FaultText } from "./fault_text.tsx";

interface FieldProps {
  /** The pointer of the endpoint's input without `#/`: what is wrong with it is shown beside the field. */
  readonly name: string;
  readonly label: string;
  readonly hint?: Child;
  readonly type?: "text" | "password" | "number" | "url" | "search" | "datetime-local";
  readonly value?: string;
  readonly autocomplete?: string;
  readonly inputmode?: "text" | "numeric" | "decimal" | "url" | "search";
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly step?: number | "any";
  readonly isOptional?: boolean;
  readonly minlength?: number;
  readonly maxlength?: number;
  readonly pattern?: string;
  readonly placeholder?: string;
  readonly isFocused?: boolean;
  /** Part of the id where a page has several fields of one name. */
  readonly scope?: string;
}

/** A field with its label, a hint, and what is wrong with it. */
export function Field(props: FieldProps): JSX.Element {
  const { name, label, hint, type = "text", isOptional, scope = "" } = props;
  const { t } = useLocale();
  const refusal = useRefusal();
  const error = refusal?.errors[name];
  const id = `field-${scope}${name}`;
  const told = [hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`].filter(
    Boolean,
  );
  return (
    <div class={`field${error === undefined ? "" : " field-wrong"}`}>
      <label for={id}>
        {label}
        {isOptional ? <span class="optional">{t("shell.optional")}</span> : null}
      </label>
      <input
        id={id}
        name={name}
        type={type}
        value={type === "password" ? undefined : refusal?.values[name] ?? props.value}
        autocomplete={props.autocomplete ?? "off"}
        inputmode={props.inputmode}
        min={props.min}
        max={props.max}
        step={props.step}
        minlength={props.minlength}
        maxlength={props.maxlength}
        pattern={props.pattern}
        placeholder={props.placeholder}
        required={!isOptional}
        autofocus={props.isFocused}
        spellcheck={false}
        autocapitalize="none"
        dir="auto"
        aria-invalid={error === undefined ? undefined : "true"}
        aria-describedby={told.length === 0 ? undefined : told.join(" ")}
      />
      {hint === undefined ? null : <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {error === undefined ? null : (
        <p class="error" id={`${id}-error`}>
          <FaultText fault={error} />
        </p>
      )}
    </div>
  );
}
