/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Card } from "../components/card.tsx";
import { Facts } from "../components/figure.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { useLocale } from "../language/locale_context.ts";
import { type BotFlow, FlowView } from "./flow_view.tsx";

/** The way of the bot's updates as a picture, and the figures behind it. */
export function BotOverviewView(props: BotFlow): JSX.Element {
  const { bot, health, log } = props.status;
  const { t, number, bytes } = useLocale();
  return (
    <Live
      id="bot-overview"
      href={`/bots/${bot.id}`}
      events={["health", "updates", "lag", "reset"]}
      pollSec={10}
    >
      <FlowView {...props} />
      <div class="columns">
        <Card title={t("bot.upstream")}>
          <Facts
            items={[
              { label: t("bot.id"), value: <code translate="no">{bot.id}</code> },
              { label: t("bot.ingress"), value: t(`bot.ingress.${bot.ingress}`) },
              { label: t("bot.last-success"), value: <Moment at={health?.lastSuccessMs ?? 0} /> },
              {
                label: t("bot.latency"),
                value: t("bot.latency.value", { ms: Math.round(health?.lastLatencyMs ?? 0) }),
              },
              { label: t("bot.received"), value: number(health?.received ?? 0) },
            ]}
          />
        </Card>
        <Card title={t("bot.journal")}>
          <Facts
            items={[
              { label: t("bot.journal.updates"), value: number(log.count) },
              { label: t("bot.journal.size"), value: bytes(log.bytes) },
              { label: t("bot.journal.last"), value: <code translate="no">{log.lastPosition}</code> },
            ]}
          />
        </Card>
      </div>
    </Live>
  );
}
