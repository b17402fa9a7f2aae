/** @jsxImportSource hono/jsx */
import { spans, StatisticsView } from "./view.tsx";
import { notFound } from "../../http/api/api_error.ts";
import { findArchive } from "../../http/api/archive_port.ts";
import { chatPath } from "../chat/bubble_of.ts";
import { knownBots, toChosenBot } from "../chats/chosen_bots.ts";
import { shownName, toChatId } from "../chat/find_chat.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import { toFigures, type ZonedSpan } from "./figures.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const defaultDays = 30;

/** `/statistics` */
export function statisticsPage(ports: PagePorts): Page {
  return {
    path: "/statistics",
    role: "viewer",
    nav: { label: "statistics.title", icon: "statistics", group: "work" },
    async show({ principal, locale, url: { searchParams: query } }) {
      const { t, nowMs } = locale;
      const archive = findArchive(ports.archive);
      const bots = knownBots(principal, ports);
      const chosen = query.get("bot") || bots[0]?.value;
      const botId = chosen === undefined ? 0 : toChosenBot(chosen, principal, ports);
      const days = spans.find((span) => String(span) === query.get("days")) ?? defaultDays;
      const chatId = toChatId(query.get("chat") ?? "");
      const chat = chatId === undefined ? undefined : await archive.chat(botId, chatId);
      if (chatId !== undefined && chat === undefined) throw notFound("chat");
      const span = toSpan(days, nowMs, locale.offsetMs(nowMs));
      const statistics = botId === 0 ? undefined : await archive.statistics({
        botId,
        chatId,
        fromDay: span.fromDay,
        // Behind the reader's today there may be hours of the next day in UTC, and nothing that is yet to come.
        toDay: span.toDay + 1,
        fromHour: Math.floor((span.fromDay * dayMs - span.offsetMs) / hourMs),
      });
      const people = await Promise.all(
        (statistics?.topUsers ?? []).map(async ({ userId, messages }) => ({
          name: (await archive.user(botId, userId))?.name || String(userId),
          href: `/people/${botId}/${userId}`,
          count: messages,
        })),
      );
      return {
        title: t("statistics.title"),
        scripts: ["chart", "charts"],
        sheets: ["chartStyles"],
        content: (
          <StatisticsView
            bots={bots}
            wanted={{ bot: String(botId), days }}
            chat={chat && { id: chat.chatId, name: shownName(chat), href: chatPath(chat) }}
            figures={statistics && { ...toFigures(statistics, span), people }}
          />
        ),
      };
    },
  };
}

/** The last days of the reader, today included. */
function toSpan(days: number, nowMs: number, offsetMs: number): ZonedSpan {
  const toDay = Math.floor((nowMs + offsetMs) / dayMs);
  return { fromDay: toDay - days + 1, toDay, offsetMs };
}
