/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Card } from "../components/card.tsx";
import { Facts } from "../components/figure.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../locale_context.ts";

/** A consumer of the bot. */
export interface BotConsumer {
  readonly name: string;
  readonly mode: "poll" | "push";
  readonly position: number;
  readonly lag: number;
}

/** How one bot fares. */
export interface BotOverviewViewProps {
  readonly id: number;
  readonly ingress: "poll" | "webhook";
  readonly lastSuccessMs: number;
  readonly latencyMs: number;
  readonly received: number;
  readonly kept: number;
  readonly keptBytes: number;
  readonly lastPosition: number;
  readonly consumers: readonly BotConsumer[];
}

/** Where the bot's updates come from, how many are kept, and who takes them. */
export function BotOverviewView(props: BotOverviewViewProps): JSX.Element {
  const { t, number, bytes } = useLocale();
  return (
    <Live id="bot-overview" href={`/bots/${props.id}`} events={["health", "updates", "lag", "reset"]}>
      <div class="columns">
        <Card title={t("bot.upstream")}>
          <Facts
            items={[
              { label: t("bot.id"), value: <code translate="no">{props.id}</code> },
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
      <Card title={t("overview.consumers")} isFlush>
        <Table<BotConsumer>
          caption={t("overview.consumers")}
          rows={props.consumers}
          rowId={({ name }) => `consumer-${name}`}
          columns={[
            { title: t("bot.consumer"), isName: true, cell: ({ name }) => <Name>{name}</Name> },
            { title: t("bot.consumer.mode"), cell: ({ mode }) => t(`bot.consumer.mode.${mode}`) },
            { title: t("bot.consumer.lag"), isNumeric: true, cell: ({ lag }) => number(lag) },
            {
              title: t("bot.consumer.position"),
              isNumeric: true,
              cell: ({ position }) => <code translate="no">{position}</code>,
            },
          ]}
        />
      </Card>
    </Live>
  );
}
