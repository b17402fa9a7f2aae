/** @jsxImportSource hono/jsx */
import Value from "typebox/value";
import { tokenFields, TokensView } from "./view.tsx";
import { AccessTokenList, AccessTokenWithText } from "../../http/api/access_tokens.ts";
import { notFound } from "../../http/api/api_error.ts";
import { readEntityForm } from "../forms/entity_controls.ts";
import { accessScope, accessToken } from "../../registry/entities/access_token.ts";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import type { FormFields, Page, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";

/** `/bots/<bot id>/tokens` */
export function tokensPage(ports: PagePorts): Page {
  return {
    path: "/bots/:bot/tokens",
    role: "viewer",
    tab: "tokens.title",
    show: (visit) => showTokens(ports, visit, undefined),
    forms: [{
      path: "/bots/:bot/tokens",
      endpoint: "addAccessToken",
      keeps: [...tokenFields],
      input: (fields, { botId }) => ({ path: { bot: botId }, body: toInput(fields) }),
      done: (result, _, visit) => showTokens(ports, visit, Value.Parse(AccessTokenWithText, result).token),
    }, {
      path: "/bots/:bot/tokens/:id/rotate",
      endpoint: "rotateAccessToken",
      input: (fields, { botId, path }) => ({
        path: { bot: botId, id: path.id ?? "" },
        body: { overlap_sec: Number(fields.get("overlap_sec")) },
      }),
      done: (result, _, visit) => showTokens(ports, visit, Value.Parse(AccessTokenWithText, result).token),
    }, {
      path: "/bots/:bot/tokens/:id/revoke",
      endpoint: "revokeAccessToken",
      input: (_, { botId, path }) => ({ path: { bot: botId, id: path.id ?? "" } }),
      done: (_, __, { botId }) => ({ to: `/bots/${botId}/tokens`, said: "tokens.said.revoked" }),
    }],
  };
}

async function showTokens(ports: PagePorts, visit: Visit, newToken: string | undefined): Promise<Shown> {
  const { botId, url } = visit;
  const status = ports.bot(botId);
  if (status === undefined) throw notFound("bot");
  const after = url.searchParams.get("after") ?? "0";
  const list = await visit.read("listAccessTokens", AccessTokenList, {
    path: { bot: botId },
    query: { after: /^\d{1,15}$/.test(after) ? Number(after) : 0 },
  });
  return framedByBot(
    visit,
    status,
    <TokensView
      botId={botId}
      list={list}
      consumers={status.consumers.map(({ consumer }) => consumer.name)}
      newToken={newToken}
    />,
  );
}

/** What is left empty is no limit. */
function toInput(fields: FormFields): Record<string, unknown> {
  return {
    consumer: fields.get("consumer"),
    ...readEntityForm(accessToken, fields, { isWhole: true }),
    scope: readEntityForm(accessScope, fields, { within: "scope", isWhole: true }),
  };
}
