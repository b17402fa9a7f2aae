/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Language } from "../../src/faults/language.ts";
import { createLocale } from "../../src/console/language/locale.ts";
import { LocaleContext } from "../../src/console/language/locale_context.ts";

/** A view as HTML, at a moment that stays the same. */
export async function toHtml(view: JSX.Element, language: Language = "en"): Promise<string> {
  const locale = createLocale(language, Date.UTC(2027, 0, 31, 12));
  return String(await (<LocaleContext.Provider value={locale}>{view}</LocaleContext.Provider>).toString());
}
