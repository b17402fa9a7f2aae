/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { Icon } from "./icon.tsx";

interface PagerProps {
  readonly previous?: string | undefined;
  readonly next?: string | undefined;
}

/** Links to the pages of a list. */
export function Pager({ previous, next }: PagerProps): JSX.Element | null {
  const { t } = useLocale();
  if (previous === undefined && next === undefined) return null;
  return (
    <nav class="pager" aria-label={t("shell.pages")}>
      {previous === undefined ? <span /> : (
        <a class="button button-plain" href={previous} rel="prev">
          <Icon name="previous" />
          <span>{t("shell.previous")}</span>
        </a>
      )}
      {next === undefined ? null : (
        <a class="button button-plain" href={next} rel="next">
          <span>{t("shell.next")}</span>
          <Icon name="next" />
        </a>
      )}
    </nav>
  );
}
