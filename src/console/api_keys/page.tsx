/** @jsxImportSource hono/jsx */
import Value from "typebox/value";
import { ApiKeysView } from "./view.tsx";
import { ApiKeyPage, NewApiKeyAnswer } from "../../http/api/api_keys.ts";
import { apiKey } from "../../account/account_records.ts";
import { keptGrantNamesOf, readGrantForm } from "../forms/grant_fields.ts";
import { namedBots } from "../bot_frame/named_bots.ts";
import type { Page, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";

const pageSize = 100;

/** `/operators/keys` */
export function apiKeysPage(ports: PagePorts): Page {
  return {
    path: "/operators/keys",
    role: "owner",
    show: (visit) => showKeys(ports, visit, undefined),
    forms: [
      {
        path: "/operators/keys",
        endpoint: "addApiKey",
        keeps: keptGrantNamesOf(apiKey),
        input: (fields) => ({ body: readGrantForm(apiKey, fields, { isNew: true }) }),
        // The key is in the page and in no address.
        done: (result, _, visit) => showKeys(ports, visit, Value.Parse(NewApiKeyAnswer, result).key),
      },
      {
        path: "/operators/keys/:key/revocation",
        endpoint: "revokeApiKey",
        input: (_, { path }) => ({ path: { id: path.key ?? "" } }),
        done: () => ({ to: "/operators/keys", said: "keys.said.revoked" }),
      },
    ],
  };
}

async function showKeys(ports: PagePorts, visit: Visit, made: string | undefined): Promise<Shown> {
  const { url, principal, locale: { t }, origin } = visit;
  const after = url.searchParams.get("after") ?? "0";
  const list = await visit.read("listApiKeys", ApiKeyPage, { query: { after, limit: pageSize } });
  return {
    title: t("keys.title"),
    content: (
      <ApiKeysView
        list={list}
        bots={namedBots(ports, principal)}
        made={made === undefined ? undefined : { text: made, origin }}
      />
    ),
  };
}
