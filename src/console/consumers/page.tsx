/** @jsxImportSource hono/jsx */
import Value from "typebox/value";
import { ConsumersView, newConsumerFields, readNewConsumer } from "./view.tsx";
import { notFound } from "../../http/api/api_error.ts";
import { ConsumerAnswer } from "../../http/api/consumer_wire.ts";
import { toPage } from "../../http/api/wire.ts";
import type { ConsumerStatus } from "../../http/status.ts";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";

/** Consumers on a page. */
const maxShown = 100;

/** `/bots/<bot id>/consumers` */
export function consumersPage(ports: PagePorts): Page {
  return {
    path: "/bots/:bot/consumers",
    role: "viewer",
    tab: "overview.consumers",
    show(visit) {
      const status = ports.bot(visit.botId);
      if (status === undefined) throw notFound("bot");
      const { bot, consumers } = status;
      const after = visit.url.searchParams.get("after") ?? "";
      const rest = consumers.filter(({ consumer }) => consumer.name > after).sort(byName);
      const { items, next } = toPage(rest, maxShown, ({ consumer }) => consumer.name);
      return framedByBot(
        visit,
        status,
        <ConsumersView
          botId={bot.id}
          consumers={items}
          here={visit.url.pathname + visit.url.search}
          next={next === null ? undefined : `/bots/${bot.id}/consumers?after=${next}`}
        />,
      );
    },
    forms: [{
      path: "/bots/:bot/consumers",
      endpoint: "addConsumer",
      keeps: newConsumerFields,
      input: (fields, { botId }) => ({ path: { bot: botId }, body: readNewConsumer(fields) }),
      done(result, _, { botId }) {
        const { name } = Value.Parse(ConsumerAnswer, result);
        return { to: `/bots/${botId}/consumers/${name}`, said: "consumer.said.added" };
      },
    }],
  };
}

function byName(left: ConsumerStatus, right: ConsumerStatus): number {
  return left.consumer.name < right.consumer.name ? -1 : 1;
}
