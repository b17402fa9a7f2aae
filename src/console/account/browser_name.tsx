/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";

/** A browser and its system, as people know them; the whole `User-Agent` shows on hover. */
export function BrowserName({ userAgent }: { readonly userAgent: string }): JSX.Element {
  const { t } = useLocale();
  return <span translate="no" title={userAgent}>{toBrowser(userAgent) ?? t("account.sessions.unknown")}
  </span>;
}

/** Browser and system of a `User-Agent`, as far as people know them. */
function toBrowser(userAgent: string): string | undefined {
  const browser = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((name) =>
    userAgent.includes(`${name}/`)
  );
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux"].find((name) =>
    userAgent.includes(name)
  );
  if (browser === undefined && system === undefined) {
    return userAgent === "" ? undefined : userAgent.slice(0, 40);
  }
  const known = { Edg: "Edge", OPR: "Opera" }[browser ?? ""] ?? browser;
  return [known, system === "Mac OS X" ? "macOS" : system].filter(Boolean).join(", ");
}
