/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { HealthLevel, HealthReason } from "../../health/reason.ts";
import type { BotStatus, ConsumerStatus } from "../../http/status.ts";
import { type Flow, trafficMin, trafficValues } from "../../http/traffic.ts";
import type { Bot } from "../../registry/entities/bot.ts";
import { botPhotoHref } from "../bot_frame/bot_photo.ts";
import type { PagePorts } from "../page_ports.ts";
import { Avatar } from "../components/avatar.tsx";
import { Card } from "../components/card.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Figures } from "../components/figure.tsx";
import { ConsumerBadge } from "../consumers/consumer_health.tsx";
import { byHealth, HealthBadge, HealthReasons } from "../components/health_badge.tsx";
import { Icon } from "../components/icon.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { Sparkline } from "../components/sparkline.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** The bots, and what comes in of each. */
interface Bots {
  readonly bots: readonly BotStatus[];
  readonly inflow: PagePorts["inflow"];
}

const maxConsumers = 4;
const maxReasons = 3;

/** Every bot with its health, its traffic and its consumers; those that need somebody come first. */
export function OverviewView(
  { bots, inflow, reasons }: Bots & { readonly reasons: readonly HealthReason[] },
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
      <Summary bots={bots} inflow={inflow} />
      <Card title={t("overview.bots")} isFlush>
        <BotTable bots={toUrgentFirst(bots)} inflow={inflow} />
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

function Heading({ bots }: Pick<Bots, "bots">): JSX.Element {
  const { t } = useLocale();
  return (
    <PageHeader title={t("overview.title")} lead={<HealthLead bots={bots} />}>
      {useMay("owner") ? <AddLink /> : undefined}
    </PageHeader>
  );
}

/** How many bots are healthy, in a line. */
function HealthLead({ bots }: Pick<Bots, "bots">): JSX.Element {
  const { t } = useLocale();
  const count = (level: HealthLevel) => bots.filter(({ report }) => report.level === level).length;
  const [down, degraded] = [count("down"), count("degraded")];
  if (down + degraded === 0) return <>{t("overview.all-healthy", { count: bots.length })}</>;
  const parts = [
    ...down === 0 ? [] : [t("overview.some-down", { count: down })],
    ...degraded === 0 ? [] : [t("overview.some-degraded", { count: degraded })],
  ];
  return <>{parts.join(" · ")}</>;
}

function Summary({ bots, inflow }: Bots): JSX.Element {
  const { t, number } = useLocale();
  const consumers = bots.flatMap(({ consumers }) => consumers);
  return (
    <Figures
      items={[
        {
          label: t("overview.healthy"),
          value: number(bots.filter(({ report }) => report.level === "healthy").length),
          hint: t("overview.of", { total: bots.length }),
        },
        {
          label: t("overview.per-minute"),
          value: number(sumOf(bots, ({ bot }) => inflow.of(bot.id).perMinute)),
        },
        {
          label: t("overview.waiting"),
          value: number(sumOf(consumers, ({ lag }) => lag)),
          hint: t("overview.waiting.hint"),
        },
        { label: t("overview.kept"), value: number(sumOf(bots, ({ log }) => log.count)) },
      ]}
    />
  );
}

function BotTable({ bots, inflow }: Bots): JSX.Element {
  const { t } = useLocale();
  return (
    <Table<BotStatus>
      caption={t("overview.bots.summary")}
      rows={bots}
      rowId={({ bot }) => `bot-${bot.id}`}
      columns={[
        { title: t("overview.bot"), isName: true, cell: ({ bot }) => <BotName {...bot} /> },
        { title: t("overview.health"), cell: (status) => <BotHealth {...status} /> },
        { title: t("overview.traffic"), cell: ({ bot }) => <Inflow {...inflow.of(bot.id)} /> },
        { title: t("overview.consumers"), cell: ({ consumers }) => <ConsumerChips consumers={consumers} /> },
        { title: t("overview.last"), cell: ({ health }) => <Moment at={health?.lastSuccessMs ?? 0} /> },
      ]}
    />
  );
}

function Inflow({ perMinute, history }: Flow): JSX.Element {
  const { t, number } = useLocale();
  return (
    <div class="traffic">
      <span class="traffic-now">{number(perMinute)}</span>
      <Sparkline
        values={history}
        places={trafficValues}
        label={t("overview.traffic.spark", { count: trafficMin })}
      />
    </div>
  );
}

function BotName(bot: Bot): JSX.Element {
  const { id, name, username } = bot;
  return (
    <a class="bot-name" href={`/bots/${id}`}>
      <Avatar name={name} id={id} photo={botPhotoHref(bot)} size="small" />
      <span class="bot-name-words">
        <Name>{name === "" ? String(id) : name}</Name>
        <span class="hint" translate="no">{username === "" ? id : `@${username}`}</span>
      </span>
    </a>
  );
}

function BotHealth(status: BotStatus): JSX.Element {
  return (
    <div class="bot-health">
      <HealthBadge {...status} />
      <HealthReasons reasons={status.report.reasons} max={maxReasons} />
    </div>
  );
}

function ConsumerChips({ consumers }: { readonly consumers: readonly ConsumerStatus[] }): JSX.Element {
  const { t } = useLocale();
  const urgentFirst = consumers.toSorted((left, right) => byHealth(left, right) || right.lag - left.lag);
  return (
    <ul class="chips">
      {urgentFirst.slice(0, maxConsumers).map((status) => (
        <li
          class={`chip chip-${
            status.consumer.disabledReason === undefined ? status.report.level : "disabled"
          }`}
        >
          <Name>{status.consumer.name}</Name>
          <ConsumerState {...status} />
        </li>
      ))}
      {consumers.length > maxConsumers
        ? <li class="hint">{t("overview.consumers.more", { count: consumers.length - maxConsumers })}</li>
        : null}
    </ul>
  );
}

function ConsumerState(status: ConsumerStatus): JSX.Element {
  const { t } = useLocale();
  const { consumer, report, lag } = status;
  const waiting = lag === 0 ? t("overview.lag.none") : t("overview.lag", { count: lag });
  return (
    <>
      {report.level === "healthy" && consumer.disabledReason === undefined
        ? null
        : <ConsumerBadge {...status} />}
      <span class="chip-state">{waiting}</span>
    </>
  );
}

/** The worst first. */
function toUrgentFirst(bots: readonly BotStatus[]): BotStatus[] {
  return bots.toSorted((left, right) => byHealth(left, right) || left.bot.name.localeCompare(right.bot.name));
}

function sumOf<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0);
}
