/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { BotStatus } from "../../http/status.ts";
import { Avatar } from "../components/avatar.tsx";
import { HealthBadge, HealthReasons } from "../components/health_badge.tsx";
import { Live } from "../components/live.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { Tabs } from "../components/tabs.tsx";
import type { Shown } from "../page.ts";
import type { Visit } from "../serve/visit.ts";
import { botPhotoHref } from "./bot_photo.ts";

const maxReasons = 3;

/** What one tab of a bot shows: the bot's name and health, the tabs, and below them `content`. */
export function framedByBot(visit: Visit, status: BotStatus, content: JSX.Element): Shown {
  const { id, name } = status.bot;
  return {
    title: name === "" ? String(id) : name,
    isLive: true,
    content: (
      <>
        <BotHead {...status} />
        <Tabs label={visit.locale.t("bot.tabs")} tabs={visit.tabs} />
        {content}
      </>
    ),
  };
}

function BotHead(status: BotStatus): JSX.Element {
  const { bot, report } = status;
  const name = bot.name === "" ? String(bot.id) : bot.name;
  return (
    <Live id="bot-head" href={`/bots/${bot.id}`} events={["health", "reset"]}>
      <PageHeader
        title={<Name>{name}</Name>}
        lead={bot.username === "" ? undefined : <span translate="no">@{bot.username}</span>}
        picture={<Avatar name={name} id={bot.id} photo={botPhotoHref(bot)} />}
      >
        <HealthBadge {...status} />
      </PageHeader>
      {report.reasons.length === 0
        ? null
        : (
          <div class={`notice notice-${report.level === "down" ? "bad" : "warn"}`}>
            <HealthReasons reasons={report.reasons} max={maxReasons} />
          </div>
        )}
    </Live>
  );
}
