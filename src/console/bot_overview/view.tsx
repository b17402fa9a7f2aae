/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Card } from "../components/card.tsx";
import { Facts } from "../components/figure.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { useLocale } from "../language/locale_context.ts";
import { FlowView, type FlowViewProps } from "./flow_view.tsx";

/** Status of one bot. */
export interface BotOverviewViewProps extends FlowViewProps {
  readonly latencyMs: number;
  readonly received: number;
  readonly lastPosition: number;
}

/** The way of the bot's updates as a picture, and the figures behind it. */
export function BotOverviewView(props: BotOverviewViewProps): JSX.Element {
  const { t, number, bytes } = useLocale();
  return (
    <Live
      id="bot-overview"
      href={`/bots/${props.botId}`}
      events={["health", "updates", "lag", "reset"]}
      pollSec={10}
    >
      <FlowView {...props} />
      <div class="columns">
        <Card title={t("bot.upstream")}>
          <Facts
            items={[
              { label: t("bot.id"), value: <code translate="no">{props.botId}</code> },
              { label: t("bot.ingress"), value: t(`bot.ingress.${props.ingress}`) },
              { label: t("bot.last-success"), value: <Moment ms={props.lastSuccessMs} /> },
              { label: t("bot.latency"), value: t("bot.latency.value", { ms: Math.round(props.latencyMs) }) },
              { label: t("bot.received"), value: number(props.received) },
            ]}
          />
        </Card>
        <Card title={t("bot.journal")}>
          <Facts
            items={[
              { label: t("bot.journal.updates"), value: number(props.kept) },
              { label: t("bot.journal.size"), value: bytes(props.keptBytes) },
              { label: t("bot.journal.last"), value: <code translate="no">{props.lastPosition}</code> },
            ]}
          />
        </Card>
      </div>
    </Live>
  );
}
