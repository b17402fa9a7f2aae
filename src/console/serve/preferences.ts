import { type Theme, themes } from "../frame/document.tsx";
import type { Language } from "../../faults/language.ts";
import { isTimeZone } from "../language/locale.ts";
import { acceptedLanguage, toLanguage } from "../../http/accepted_language.ts";

/** How somebody wants to see the console. */
interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  /** Of the reader's browser, as far as its script told. */
  readonly zone: string;
}

const maxAgeSec = 365 * 86_400;

/** Language, theme and time zone from the cookies, else the language from `Accept-Language`. */
export function readPreferences(headers: Headers): Preferences {
  const cookies = new Map(
    (headers.get("cookie") ?? "").split(";").map((part) => part.trim().split("=", 2) as [string, string]),
  );
  return {
    language: toLanguage(cookies.get("botmux_language")) ??
      acceptedLanguage(headers.get("accept-language") ?? ""),
    theme: toTheme(cookies.get("botmux_theme")) ?? "system",
    zone: toZone(cookies.get("botmux_zone")),
  };
}

/** `Set-Cookie` headers that keep what was chosen, as far as it is known here. */
export function toPreferenceCookies(language: string, theme: string, isSecure: boolean): string[] {
  const attributes = `Path=/; Max-Age=${maxAgeSec}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  return [
    toLanguage(language) === undefined ? undefined : `botmux_language=${language}; ${attributes}`,
    toTheme(theme) === undefined ? undefined : `botmux_theme=${theme}; ${attributes}`,
  ].filter((cookie) => cookie !== undefined);
}

function toZone(text = ""): string {
  return isTimeZone(text) ? text : "UTC";
}

function toTheme(text: string | undefined): Theme | undefined {
  return themes.find((theme) => theme === text);
}
