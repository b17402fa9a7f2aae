/** @jsxImportSource hono/jsx */
import Value from "typebox/value";
import { defaultConsumerName } from "../../registry/entities/consumer.ts";
import { ConnectView } from "./view.tsx";
import { AccessTokenWithText } from "../../http/api/access_tokens.ts";
import { notFound } from "../../http/api/api_error.ts";
import { ConsumerAnswer } from "../../http/api/consumer_wire.ts";
import { toWay } from "../add_bot/page.tsx";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import type { Page, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";

/** `/bots/<bot id>/connect`: what to change in a program, and whether it works. */
export function connectPage(ports: PagePorts): Page {
  return {
    path: "/bots/:bot/connect",
    role: "viewer",
    tab: "bot.tab.connect",
    show: (visit) => showConnect(ports, visit, visit.url.searchParams.get("consumer") ?? "", undefined),
    forms: [{
      path: "/bots/:bot/connect/consumers",
      endpoint: "addConsumer",
      keeps: ["name"],
      input: (fields, { botId }) => ({ path: { bot: botId }, body: { name: fields.get("name").trim() } }),
      async done(result, _, visit) {
        const { name } = Value.Parse(ConsumerAnswer, result);
        const path = { bot: visit.botId };
        const made = await visit.call("addAccessToken", { path, body: { consumer: name, label: name } });
        if (made.kind === "refused") return { to: `/bots/${visit.botId}/consumers/${name}` };
        return showConnect(ports, visit, name, Value.Parse(AccessTokenWithText, made.result).token);
      },
    }],
  };
}

/** @param name of the consumer whose program is waited for; the default one when there is none of this name */
function showConnect(ports: PagePorts, visit: Visit, name: string, newToken: string | undefined): Shown {
  const { botId, refusal, url, origin } = visit;
  const status = ports.bot(botId);
  if (status === undefined) throw notFound("bot");
  const way = newToken === undefined && refusal === undefined
    ? toWay(url.searchParams.get("way"))
    : "several";
  const found = status.consumers.find(({ consumer }) => consumer.name === name) ??
    status.consumers.find(({ consumer }) => consumer.name === defaultConsumerName);
  if (found === undefined) throw notFound("consumer");
  return framedByBot(
    visit,
    status,
    <ConnectView
      status={status}
      consumer={found}
      way={way}
      address={{ origin, base: `${origin}/tgapi` }}
      newToken={newToken}
    />,
  );
}
