import { createContext, useContext } from "hono/jsx";
import { createLocale, type Locale } from "./locale.ts";

/** Provides the language to all components below it. */
export const LocaleContext = createContext<Locale>(createLocale("en", 0));

/** The language of the page that is being made. */
export function useLocale(): Locale {
  return useContext(LocaleContext);
}
