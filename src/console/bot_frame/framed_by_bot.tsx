/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { BotFrame } from "./bot_frame.tsx";
import type { BotStatus } from "../../http/status.ts";
import { botPhotoHref } from "./bot_photo.ts";
import type { Shown } from "../page.ts";
import { toShownHealth } from "./shown_health.ts";
import type { Visit } from "../serve/visit.ts";

/** What one tab of a bot shows, within the bot's frame. */
export function framedByBot(visit: Visit, status: BotStatus, content: JSX.Element): Shown {
  const { id, name, username } = status.bot;
  const shownName = name === "" ? String(id) : name;
  return {
    title: shownName,
    isLive: true,
    content: (
      <BotFrame
        id={id}
        name={shownName}
        username={username}
        photo={botPhotoHref(status.bot)}
        health={toShownHealth(status)}
        tabs={visit.tabs}
      >
        {content}
      </BotFrame>
    ),
  };
}
