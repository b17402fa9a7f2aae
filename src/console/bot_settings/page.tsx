/** @jsxImportSource hono/jsx */
import { BotSettingsView, changeable } from "./view.tsx";
import { fieldError, notFound } from "../../http/api/api_error.ts";
import type { FieldError } from "../../http/problem.ts";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import { keptNamesOf, readEntityForm } from "../forms/entity_controls.ts";
import { omitFields } from "../../registry/entities/entity.ts";
import type { FormFields, Page, PageForm, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";

/** `/bots/<bot id>/settings` */
export function botSettingsPage(ports: PagePorts): Page {
  return {
    path: "/bots/:bot/settings",
    role: "viewer",
    tab: "bot.tab.settings",
    show: (visit) => showSettings(ports, visit),
    forms: settingsForms(ports),
  };
}

function showSettings(ports: PagePorts, visit: Visit): Shown {
  const { botId } = visit;
  const status = ports.bot(botId);
  if (status === undefined) throw notFound("bot");
  return framedByBot(
    visit,
    status,
    <BotSettingsView
      bot={status.bot}
      hasArchive={ports.archive !== undefined}
      hasPublicUrl={ports.hasPublicUrl}
      origin={visit.origin}
    />,
  );
}

function settingsForms(ports: PagePorts): PageForm[] {
  const here = "/bots/:bot/settings" as const;
  const shown = ports.archive === undefined
    ? omitFields(changeable, ["isArchived", "refreshesChats"])
    : changeable;
  const input = (_: FormFields, { botId }: Visit) => ({ path: { bot: botId } });
  return [
    {
      path: here,
      endpoint: "changeBot",
      keeps: keptNamesOf(shown),
      input: (fields, { botId }) => ({ path: { bot: botId }, body: readEntityForm(shown, fields) }),
      done: (_, __, { botId }) => ({ to: `/bots/${botId}/settings`, said: "settings.said.saved" }),
    },
    {
      path: `${here}/token`,
      endpoint: "replaceBotToken",
      input: (fields, { botId }) => ({ path: { bot: botId }, body: { token: fields.get("token").trim() } }),
      done: (_, __, { botId }) => ({ to: `/bots/${botId}/settings`, said: "settings.said.token" }),
    },
    {
      path: `${here}/sign-in`,
      endpoint: "setSignInBot",
      input: (fields, { botId }) => ({
        path: { bot: botId },
        body: { allowed: fields.get("allowed") === "on" },
      }),
      done: (_, __, { botId }) => ({ to: `/bots/${botId}/settings`, said: "settings.said.saved" }),
    },
    {
      path: `${here}/removal`,
      endpoint: "restoreWebhookAndRemoveBot",
      check: checkTyped,
      input,
      done: () => ({ to: "/", said: "settings.said.removing" }),
    },
    {
      path: `${here}/remove`,
      endpoint: "removeBot",
      check: checkTyped,
      input,
      done: () => ({ to: "/", said: "settings.said.removed" }),
    },
  ];
}

/** Whoever removes a bot has typed its id. */
function checkTyped(fields: FormFields, { botId }: Visit): readonly FieldError[] {
  if (fields.get("confirmation").trim() === String(botId)) return [];
  return [fieldError("#/confirmation", "field_not_this_bot")];
}
