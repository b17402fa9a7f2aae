/** @jsxImportSource hono/jsx */
import Value from "typebox/value";
import { ConsumerView, type News } from "./view.tsx";
import { AccessTokenWithText, toTokenAnswer } from "../../http/api/access_tokens.ts";
import { notFound } from "../../http/api/api_error.ts";
import { DeadLetterList } from "../../http/api/dead_letters.ts";
import { CheckAnswer } from "../../http/api/push.ts";
import type { BotStatus, ConsumerStatus } from "../../http/status.ts";
import { consumerEditForm } from "./edit_form.ts";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import type { FormFields, Page, PageForm, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";

/** Dead letters on a page. */
const lettersShown = 20;

/** `/bots/<bot id>/consumers/<name>` */
export function consumerPage(ports: PagePorts): Page {
  return {
    path: "/bots/:bot/consumers/:consumer",
    role: "viewer",
    show: (visit) => showConsumer(ports, visit, {}),
    forms: consumerForms(ports),
  };
}

/** The consumer that a page is about. @throws {ApiError} 404 when there is none. */
export function findOnPage(
  ports: PagePorts,
  { botId, path }: Visit,
): { readonly status: BotStatus; readonly found: ConsumerStatus } {
  const status = ports.bot(botId);
  const found = status?.consumers.find(({ consumer }) => consumer.name === path.consumer);
  if (status === undefined || found === undefined) throw notFound("consumer");
  return { status, found };
}

async function showConsumer(ports: PagePorts, visit: Visit, news: News): Promise<Shown> {
  const { status, found } = findOnPage(ports, visit);
  const { consumer } = found;
  const after = visit.url.searchParams.get("after") ?? "0";
  const letters = await visit.read("listDeadLetters", DeadLetterList, {
    path: consumerPathOf(visit),
    query: { after: /^\d{1,15}$/.test(after) ? Number(after) : 0, limit: lettersShown },
  });
  return framedByBot(
    visit,
    status,
    <ConsumerView
      path={pathOf(visit)}
      status={found}
      letters={letters}
      tokens={ports.registry.accessTokens(consumer.id).map((token) =>
        toTokenAnswer(ports.registry, token, consumer.name)
      )}
      {...news}
    />,
  );
}

function consumerForms(ports: PagePorts): PageForm[] {
  const here = "/bots/:bot/consumers/:consumer" as const;
  const input = (_: FormFields, visit: Visit) => ({ path: consumerPathOf(visit) });
  return [
    consumerEditForm(`${here}/edit`),
    {
      path: `${here}/disable`,
      endpoint: "changeConsumer",
      input: (_, visit) => ({ path: consumerPathOf(visit), body: { disabled: true } }),
      done: (_, __, visit) => ({ to: pathOf(visit), said: "consumer.said.disabled" }),
    },
    {
      path: `${here}/enable`,
      endpoint: "changeConsumer",
      input: (_, visit) => ({ path: consumerPathOf(visit), body: { disabled: false } }),
      done: (_, __, visit) => ({ to: pathOf(visit), said: "consumer.said.enabled" }),
    },
    {
      path: `${here}/check`,
      endpoint: "checkPush",
      input,
      done(result, _, visit) {
        return showConsumer(ports, visit, { checked: Value.Parse(CheckAnswer, result).targets });
      },
    },
    {
      path: `${here}/redeliver`,
      endpoint: "redeliver",
      input(fields, visit) {
        const position = fields.get("position");
        const body = /^\d{1,15}$/.test(position) ? { positions: [Number(position)] } : {};
        return { path: consumerPathOf(visit), body };
      },
      done: (_, __, visit) => ({ to: pathOf(visit), said: "consumer.said.redelivered" }),
    },
    {
      path: `${here}/tokens`,
      endpoint: "addAccessToken",
      input: (_, { botId, path }) => ({ path: { bot: botId }, body: { consumer: path.consumer } }),
      done: (result, _, visit) =>
        showConsumer(ports, visit, { newToken: Value.Parse(AccessTokenWithText, result).token }),
    },
    {
      path: `${here}/remove`,
      endpoint: "removeConsumer",
      input,
      done: (_, __, { botId }) => ({ to: `/bots/${botId}/consumers`, said: "consumer.said.removed" }),
    },
  ];
}

/** The endpoint's path to the consumer of a page. */
export function consumerPathOf({ botId, path }: Visit): { bot: number; name: string } {
  return { bot: botId, name: path.consumer ?? "" };
}

function pathOf({ botId, path }: Visit): string {
  return `/bots/${botId}/consumers/${path.consumer ?? ""}`;
}
