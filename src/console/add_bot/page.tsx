/** @jsxImportSource hono/jsx */
import Value from "typebox/value";
import { AddBotView, type ConnectWay, connectWays, type FoundBot } from "./view.tsx";
import { CheckedBot } from "../../http/api/bot_check.ts";
import { BotAnswer } from "../../http/api/bot_wire.ts";
import type { Page, Shown } from "../page.ts";
import type { Visit } from "../serve/visit.ts";

/** `/bots/new`: from a token to a bot. */
export function addBotPage(): Page {
  return {
    path: "/bots/new",
    role: "owner",
    show: (visit) => showAdd(visit, undefined),
    forms: [{
      path: "/bots/new/check",
      endpoint: "checkBot",
      input: (fields) => ({ body: { token: fields.get("token").trim() } }),
      done(result, fields, visit) {
        const { id, username, name, photo, is_managed, webhook, waiting } = Value.Parse(CheckedBot, result);
        const bot = {
          id,
          username,
          name,
          photo: photo === null ? undefined : `/api/v1/token-check/photos/${photo}`,
          isManaged: is_managed,
          webhook: webhook ?? "",
          waiting,
        };
        // The token is in the answer to whoever gave it, and in no address.
        return showAdd(visit, { ...bot, token: fields.get("token").trim() });
      },
    }, {
      path: "/bots/new",
      endpoint: "addBot",
      input: (fields) => ({ body: { token: fields.get("token") } }),
      done(result, fields) {
        const { id } = Value.Parse(BotAnswer, result);
        return { to: `/bots/${id}/connect?way=${toWay(fields.get("way"))}`, said: "add.said.added" };
      },
    }],
  };
}

/** How programs get updates, as an address says it; by polling where it does not. */
export function toWay(text: string | null): ConnectWay {
  return connectWays.find((way) => way === text) ?? "polls";
}

function showAdd({ locale: { t } }: Visit, found: FoundBot | undefined): Shown {
  return { title: t("add.title"), content: <AddBotView found={found} /> };
}
