import type { Tab } from "../components/tabs.tsx";
import type { Visit } from "../serve/visit.ts";

/** The lists of chats and of people, side by side. */
export function peopleTabs({ locale: { t }, url: { pathname } }: Visit): Tab[] {
  return [
    { href: "/chats", label: t("chats.tab.chats"), isCurrent: pathname === "/chats" },
    { href: "/people", label: t("chats.tab.people"), isCurrent: pathname === "/people" },
  ];
}
