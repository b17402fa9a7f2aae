/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Language } from "../../src/faults/language.ts";
import type { Role } from "../../src/account/account_records.ts";
import type { Principal } from "../../src/account/principal.ts";
import { VisitorContext } from "../../src/console/visitor_context.ts";
import { createLocale } from "../../src/console/language/locale.ts";
import { LocaleContext } from "../../src/console/language/locale_context.ts";

/** A view as HTML, as an operator of a role sees it, at a moment that stays the same. */
export async function toHtml(
  view: JSX.Element,
  { language = "en", role = "owner" }: { readonly language?: Language; readonly role?: Role } = {},
): Promise<string> {
  const locale = createLocale(language, Date.UTC(2027, 0, 31, 12));
  const visitor: Principal = { kind: "operator", id: 1, name: "ada", role, bots: undefined, sessionId: 1 };
  const provided = (
    <LocaleContext.Provider value={locale}>
      <VisitorContext.Provider value={visitor}>{view}</VisitorContext.Provider>
    </LocaleContext.Provider>
  );
  return String(await provided.toString());
}
