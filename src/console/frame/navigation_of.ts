import { coversRole, type Principal } from "../../account/principal.ts";
import type { Tab } from "../components/tabs.tsx";
import type { Locale } from "../language/locale.ts";
import type { NavigationProps } from "./navigation.tsx";
import type { Page } from "../page.ts";

/** The navigation at a page, for one who is signed in; it leads nowhere they may not go. */
export function navigationOf(
  pages: readonly Page[],
  path: string,
  principal: Principal,
  { t }: Locale,
): NavigationProps {
  const entries = pages.filter((page) => maySee(page, principal)).flatMap((page) =>
    page.nav === undefined ? [] : [{
      href: page.path,
      label: t(page.nav.label),
      icon: page.nav.icon,
      group: page.nav.group,
      isCurrent: isBelow(path, page.path),
    }]
  );
  return {
    entries,
    signedIn: { name: principal.name, role: principal.role },
    isAtAccount: isBelow(path, "/account"),
  };
}

/** The tabs of the bot whose page this is; none elsewhere. */
export function tabsOf(
  pages: readonly Page[],
  { path }: Pick<Page, "path">,
  botId: string | undefined,
  principal: Principal,
  { t }: Locale,
): Tab[] {
  if (botId === undefined) return [];
  return pages.filter((page) => maySee(page, principal)).flatMap((page) =>
    page.tab === undefined
      ? []
      : [{ href: page.path.replace(":bot", botId), label: t(page.tab), isCurrent: isTabOf(path, page.path) }]
  );
}

/** The overview, which all others stand below, is only for itself; other tabs also lead to what is below them. */
function isTabOf(path: string, tab: string): boolean {
  return path === tab || (tab !== "/bots/:bot" && path.startsWith(`${tab}/`));
}

function maySee({ role, isForAllBots }: Page, { role: own, bots }: Principal): boolean {
  return role === "nobody" || (coversRole(own, role) && !(isForAllBots && bots !== undefined));
}

/** The pages of bots stand below the overview, which is the root. */
function isBelow(path: string, entry: string): boolean {
  if (entry === "/") return path === "/" || path.startsWith("/bots/");
  return path === entry || path.startsWith(`${entry}/`);
}
