/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Avatar } from "../components/avatar.tsx";
import { Card } from "../components/card.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Figures } from "../components/figure.tsx";
import { type BadgedConsumer, ConsumerBadge } from "../consumers/consumer_health.tsx";
import {
  byHealth,
  type Health,
  HealthBadge,
  HealthReasons,
  type ShownReason,
} from "../components/health_badge.tsx";
import { Icon } from "../components/icon.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { Sparkline } from "../components/sparkline.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** A consumer at a glance. */
export interface OverviewConsumer extends BadgedConsumer {
  readonly name: string;
}

/** A bot at a glance. */
export interface OverviewBot {
  readonly id: number;
  readonly name: string;
  /** Without @; may be empty. */
  readonly username: string;
  readonly photo: string | undefined;
  readonly health: Health;
  readonly lastSuccessMs: number;
  readonly perMinute: number;
  /** Updates per minute, the oldest first. */
  readonly history: readonly number[];
  readonly kept: number;
  readonly consumers: readonly OverviewConsumer[];
}

/** All bots at a glance. */
export interface OverviewViewProps {
  readonly bots: readonly OverviewBot[];
  /** What is wrong with BotMux as a whole. */
  readonly reasons: readonly ShownReason[];
  /** How far back histories reach when they are full, in minutes and in values. */
  readonly historyMin: number;
  readonly historyPlaces: number;
}

const maxConsumers = 4;
const maxReasons = 3;

/** Every bot with its health, its traffic and its consumers; those that need somebody come first. */
export function OverviewView(
  { bots, reasons, historyMin, historyPlaces }: OverviewViewProps,
): JSX.Element {
  const { t } = useLocale();
  if (bots.length === 0) return <NoBot />;
  return (
    <Live id="overview" href="/" events={["bot", "health", "updates", "lag", "reset"]}>
      <Heading bots={bots} />
      {reasons.length === 0 ? null : (
        <div class="notice notice-bad">
          <HealthReasons reasons={reasons} />
        </div>
      )}
      <Summary bots={bots} />
      <Card title={t("overview.bots")} isFlush>
        <BotTable bots={toUrgentFirst(bots)} historyMin={historyMin} historyPlaces={historyPlaces} />
      </Card>
    </Live>
  );
}

function NoBot(): JSX.Element {
  const mayAdd = useMay("owner");
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("overview.title")} />
      <EmptyState icon="bot" title={t("overview.none")}>
        <p>{t(mayAdd ? "overview.none.hint" : "overview.none.known")}</p>
        {mayAdd ? <AddLink /> : null}
      </EmptyState>
    </>
  );
}

/** Leads to where bots are added. */
function AddLink(): JSX.Element {
  const { t } = useLocale();
  return (
    <a class="button button-main" href="/bots/new">
      <Icon name="plus" />
      <span>{t("add.title")}</span>
    </a>
  );
}

function Heading({ bots }: Pick<OverviewViewProps, "bots">): JSX.Element {
  const { t } = useLocale();
  return (
    <PageHeader title={t("overview.title")} lead={<HealthLead bots={bots} />}>
      {useMay("owner") ? <AddLink /> : undefined}
    </PageHeader>
  );
}

/** How many bots are healthy, in a line. */
function HealthLead({ bots }: { readonly bots: readonly OverviewBot[] }): JSX.Element {
  const { t } = useLocale();
  const count = (level: Health["level"]) => bots.filter(({ health }) => health.level === level).length;
  const [down, degraded] = [count("down"), count("degraded")];
  if (down + degraded === 0) return <>{t("overview.all-healthy", { count: bots.length })}</>;
  const parts = [
    ...down === 0 ? [] : [t("overview.some-down", { count: down })],
    ...degraded === 0 ? [] : [t("overview.some-degraded", { count: degraded })],
  ];
  return <>{parts.join(" · ")}</>;
}

function Summary({ bots }: { readonly bots: readonly OverviewBot[] }): JSX.Element {
  const { t, number } = useLocale();
  const consumers = bots.flatMap(({ consumers }) => consumers);
  return (
    <Figures
      items={[
        {
          label: t("overview.healthy"),
          value: number(bots.filter(({ health }) => health.level === "healthy").length),
          hint: t("overview.of", { total: bots.length }),
        },
        { label: t("overview.per-minute"), value: number(sumOf(bots, ({ perMinute }) => perMinute)) },
        {
          label: t("overview.waiting"),
          value: number(sumOf(consumers, ({ lag }) => lag)),
          hint: t("overview.waiting.hint"),
        },
        { label: t("overview.kept"), value: number(sumOf(bots, ({ kept }) => kept)) },
      ]}
    />
  );
}

function BotTable(
  { bots, historyMin, historyPlaces }: Omit<OverviewViewProps, "reasons">,
): JSX.Element {
  const { t, number } = useLocale();
  const spark = t("overview.traffic.spark", { count: historyMin });
  return (
    <Table<OverviewBot>
      caption={t("overview.bots.summary")}
      rows={bots}
      rowId={({ id }) => `bot-${id}`}
      columns={[
        { title: t("overview.bot"), isName: true, cell: (bot) => <BotName {...bot} /> },
        { title: t("overview.health"), cell: ({ health }) => <BotHealth {...health} /> },
        {
          title: t("overview.traffic"),
          cell: ({ perMinute, history }) => (
            <div class="traffic">
              <span class="traffic-now">{number(perMinute)}</span>
              <Sparkline values={history} places={historyPlaces} label={spark} />
            </div>
          ),
        },
        { title: t("overview.consumers"), cell: ({ consumers }) => <ConsumerChips consumers={consumers} /> },
        { title: t("overview.last"), cell: ({ lastSuccessMs }) => <Moment ms={lastSuccessMs} /> },
      ]}
    />
  );
}

function BotName({ id, name, username, photo }: OverviewBot): JSX.Element {
  return (
    <a class="bot-name" href={`/bots/${id}`}>
      <Avatar name={name} id={id} photo={photo} size="small" />
      <span class="bot-name-words">
        <Name>{name === "" ? String(id) : name}</Name>
        <span class="hint" translate="no">{username === "" ? id : `@${username}`}</span>
      </span>
    </a>
  );
}

function BotHealth({ state, level, reasons }: Health): JSX.Element {
  return (
    <div class="bot-health">
      <HealthBadge state={state} level={level} />
      <HealthReasons reasons={reasons} max={maxReasons} />
    </div>
  );
}

function ConsumerChips({ consumers }: { readonly consumers: readonly OverviewConsumer[] }): JSX.Element {
  const { t } = useLocale();
  const urgentFirst = [...consumers].sort((left, right) => byHealth(left, right) || right.lag - left.lag);
  return (
    <ul class="chips">
      {urgentFirst.slice(0, maxConsumers).map((consumer) => (
        <li class={`chip chip-${consumer.disabledReason === "" ? consumer.health.level : "disabled"}`}>
          <Name>{consumer.name}</Name>
          <ConsumerState {...consumer} />
        </li>
      ))}
      {consumers.length > maxConsumers
        ? <li class="hint">{t("overview.consumers.more", { count: consumers.length - maxConsumers })}</li>
        : null}
    </ul>
  );
}

function ConsumerState(consumer: OverviewConsumer): JSX.Element {
  const { t } = useLocale();
  const { health, lag, disabledReason } = consumer;
  const waiting = lag === 0 ? t("overview.lag.none") : t("overview.lag", { count: lag });
  return (
    <>
      {health.level === "healthy" && disabledReason === "" ? null : <ConsumerBadge {...consumer} />}
      <span class="chip-state">{waiting}</span>
    </>
  );
}

/** The worst first. */
function toUrgentFirst(bots: readonly OverviewBot[]): OverviewBot[] {
  return [...bots].sort((left, right) => byHealth(left, right) || left.name.localeCompare(right.name));
}

function sumOf<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0);
}
