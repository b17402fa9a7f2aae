/** @jsxImportSource hono/jsx */
import { BotOverviewView } from "../../ui/views/bot_overview_view.tsx";
import { notFound } from "../api/api_error.ts";
import { framedByBot } from "./framed_by_bot.tsx";
import type { Page } from "./page.ts";
import type { PagePorts } from "./page_ports.ts";

/** `/bots/<bot id>` */
export function botOverviewPage(ports: PagePorts): Page {
  return {
    path: "/bots/:bot",
    role: "viewer",
    tab: "bot.tab.overview",
    show(visit) {
      const status = ports.bot(visit.botId);
      if (status === undefined) throw notFound("bot");
      const { bot, health, log, consumers } = status;
      return framedByBot(
        visit,
        status,
        <BotOverviewView
          id={bot.id}
          ingress={bot.ingress}
          lastSuccessMs={health?.lastSuccessMs ?? 0}
          latencyMs={health?.lastLatencyMs ?? 0}
          received={health?.received ?? 0}
          kept={log.count}
          keptBytes={log.bytes}
          lastPosition={log.lastPosition}
          consumers={consumers.map(({ consumer, position, lag }) => ({
            name: consumer.name,
            mode: consumer.mode,
            position,
            lag,
          }))}
        />,
      );
    },
  };
}
