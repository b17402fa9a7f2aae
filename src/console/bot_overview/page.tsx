/** @jsxImportSource hono/jsx */
import { BotOverviewView } from "./view.tsx";
import { notFound } from "../../http/api/api_error.ts";
import { trafficMin, trafficValues } from "../../http/traffic.ts";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import { toShownConsumer } from "../consumers/to_shown_consumer.ts";

/** `/bots/<bot id>` */
export function botOverviewPage(ports: PagePorts): Page {
  return {
    path: "/bots/:bot",
    role: "viewer",
    tab: "bot.tab.overview",
    show(visit) {
      const status = ports.bot(visit.botId);
      if (status === undefined) throw notFound("bot");
      const { bot, health, log, consumers, archive, routing, perMinute } = status;
      const rules = ports.routes.of(bot.id).length;
      const { lag, waiting, routed } = routing;
      return framedByBot(
        visit,
        status,
        <BotOverviewView
          botId={bot.id}
          ingress={bot.ingress}
          isReceiving={health?.state === "ok"}
          lastSuccessMs={health?.lastSuccessMs ?? 0}
          latencyMs={health?.lastLatencyMs ?? 0}
          received={health?.received ?? 0}
          {...ports.inflow.of(bot.id)}
          historyMin={trafficMin}
          historyPlaces={trafficValues}
          kept={log.count}
          keptBytes={log.bytes}
          lastPosition={log.lastPosition}
          consumers={consumers.map(toShownConsumer)}
          archive={archive && { lag: archive.lag, perMinute: perMinute.archived }}
          routes={rules === 0 ? undefined : { rules, lag, waiting, routed, perMinute: perMinute.routed }}
        />,
      );
    },
  };
}
