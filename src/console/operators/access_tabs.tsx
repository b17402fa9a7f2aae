/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { Tabs } from "../components/tabs.tsx";

/** Where those who may come in are listed: people, and scripts. */
export function AccessTabs({ current }: { readonly current: "people" | "keys" }): JSX.Element {
  const { t } = useLocale();
  return (
    <Tabs
      label={t("operators.tabs")}
      tabs={[
        { href: "/operators", label: t("operators.tab.people"), isCurrent: current === "people" },
        { href: "/operators/keys", label: t("operators.tab.keys"), isCurrent: current === "keys" },
      ]}
    />
  );
}
