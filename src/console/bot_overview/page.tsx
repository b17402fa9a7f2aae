/** @jsxImportSource hono/jsx */
import { notFound } from "../../http/api/api_error.ts";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import { BotOverviewView } from "./view.tsx";

/** `/bots/<bot id>` */
export function botOverviewPage(ports: PagePorts): Page {
  return {
    path: "/bots/:bot",
    role: "viewer",
    tab: "bot.tab.overview",
    show(visit) {
      const { botId } = visit;
      const status = ports.bot(botId);
      if (status === undefined) throw notFound("bot");
      const rules = ports.routes.of(botId).length;
      return framedByBot(
        visit,
        status,
        <BotOverviewView status={status} inflow={ports.inflow.of(botId)} rules={rules} />,
      );
    },
  };
}
