/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Switcher } from "../components/switcher.tsx";
import { type Theme, themes } from "./document.tsx";
import { languages } from "../../faults/language.ts";
import { useLocale } from "../language/locale_context.ts";

/** Language and appearance; `to` is the page to come back to. */
export function PreferencesForm({ theme, to }: { readonly theme: Theme; readonly to: string }): JSX.Element {
  const { t, language } = useLocale();
  return (
    <form class="form form-inline" method="post" action="/preferences">
      <input type="hidden" name="to" value={to} />
      <Switcher
        name="language"
        label={t("shell.language")}
        value={language}
        options={Object.entries(languages).map(([value, label]) => ({ value, label, lang: value }))}
      />
      <Switcher
        name="theme"
        label={t("shell.theme")}
        value={theme}
        options={themes.map((theme) => ({ value: theme, label: t(`shell.theme.${theme}`) }))}
      />
    </form>
  );
}
