/** @jsxImportSource hono/jsx */
import { knowsBot } from "../../account/principal.ts";
import { type OverviewBot, OverviewView } from "./view.tsx";
import type { BotStatus } from "../../http/status.ts";
import { type Flow, trafficMin, trafficValues } from "../../http/traffic.ts";
import { botPhotoHref } from "../bot_frame/bot_photo.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import { toShownHealth, toShownReasons, toShownReport } from "../bot_frame/shown_health.ts";

/** `/` */
export function overviewPage({ bots, processReasons, inflow }: PagePorts): Page {
  return {
    path: "/",
    role: "viewer",
    nav: { label: "overview.title", icon: "overview", group: "work" },
    show({ principal, locale: { t } }) {
      const known = bots().filter(({ bot }) => knowsBot(principal, bot.id));
      return {
        title: t("overview.title"),
        isLive: true,
        content: (
          <OverviewView
            bots={known.map((status) => toOverviewBot(status, inflow.of(status.bot.id)))}
            reasons={toShownReasons(processReasons())}
            historyMin={trafficMin}
            historyPlaces={trafficValues}
          />
        ),
      };
    },
  };
}

function toOverviewBot(status: BotStatus, { perMinute, history }: Flow): OverviewBot {
  const { bot, health, log, consumers } = status;
  return {
    id: bot.id,
    name: bot.name,
    username: bot.username,
    photo: botPhotoHref(bot),
    health: toShownHealth(status),
    lastSuccessMs: health?.lastSuccessMs ?? 0,
    perMinute,
    history,
    kept: log.count,
    consumers: consumers.map(({ consumer, lag, push, program, report }) => ({
      name: consumer.name,
      mode: consumer.mode,
      lag,
      disabledReason: consumer.disabledReason,
      waitingLanes: push?.waitingLanes ?? 0,
      lastCallMs: program.lastCallMs,
      health: toShownReport(report),
    })),
  };
}
