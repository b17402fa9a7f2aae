/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { Button } from "./button.tsx";

interface FiltersProps {
  /** Path of the page; what was chosen is in its query. */
  readonly action: string;
  /** Whether anything is chosen, so that it can be taken back. */
  readonly isActive: boolean;
  /** Label of the button. */
  readonly submit?: string;
}

/** Fields above a list. They show the page again, narrowed; a link to that can be kept. */
export function Filters(
  { action, isActive, submit, children }: PropsWithChildren<FiltersProps>,
): JSX.Element {
  const { t } = useLocale();
  return (
    <form class="filters" method="get" action={action} role="search">
      {children}
      <div class="filters-foot">
        <Button>{submit ?? t("shell.filter")}</Button>
        {isActive ? <a class="button button-quiet" href={action}>{t("shell.filter.clear")}</a> : null}
      </div>
    </form>
  );
}

interface FilterFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly type?: "text" | "search" | "date" | "number";
  readonly maxlength?: number;
}

/** A field that may stay empty. */
export function FilterField({ name, label, value, type = "text", maxlength }: FilterFieldProps): JSX.Element {
  return (
    <div class="field">
      <label for={`filter-${name}`}>{label}</label>
      <input
        id={`filter-${name}`}
        name={name}
        type={type}
        value={value}
        maxlength={maxlength}
        autocomplete="off"
        spellcheck={false}
        autocapitalize="none"
        dir={type === "date" ? undefined : "auto"}
      />
    </div>
  );
}
