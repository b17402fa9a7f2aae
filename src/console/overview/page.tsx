/** @jsxImportSource hono/jsx */
import { knowsBot } from "../../account/principal.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import { OverviewView } from "./view.tsx";

/** `/` */
export function overviewPage({ bots, processReasons, inflow }: PagePorts): Page {
  return {
    path: "/",
    role: "viewer",
    nav: { label: "overview.title", icon: "overview", group: "work" },
    show: ({ principal, locale: { t } }) => ({
      title: t("overview.title"),
      isLive: true,
      content: (
        <OverviewView
          bots={bots().filter(({ bot }) => knowsBot(principal, bot.id))}
          inflow={inflow}
          reasons={processReasons()}
        />
      ),
    }),
  };
}
