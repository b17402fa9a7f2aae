/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { Tabs } from "../components/tabs.tsx";

/** The state of BotMux, and its log, for those who may see it. */
export function SystemTabs(
  { current, hasLog }: { readonly current: "state" | "log"; readonly hasLog: boolean },
): JSX.Element | null {
  const { t } = useLocale();
  if (!hasLog) return null;
  return (
    <Tabs
      label={t("system.tabs")}
      tabs={[
        { href: "/system", label: t("system.tab.state"), isCurrent: current === "state" },
        { href: "/system/log", label: t("system.tab.log"), isCurrent: current === "log" },
      ]}
    />
  );
}
