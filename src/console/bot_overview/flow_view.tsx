/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { ConsumerHealth, isIdle } from "../consumers/consumer_health.tsx";
import { byHealth } from "../components/health_badge.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { Sparkline } from "../components/sparkline.tsx";
import { useLocale } from "../language/locale_context.ts";
import { ConsumerKind } from "../consumers/view.tsx";
import type { BotStatus, ConsumerStatus } from "../../http/status.ts";
import { type Flow, trafficMin, trafficValues } from "../../http/traffic.ts";
import { isDefaultConsumer } from "../../registry/rules.ts";

/** What an arrow says. */
interface FlowAmounts {
  readonly perMinute: number;
  /** Updates that wait. */
  readonly lag: number;
}

/** Where a bot's updates come from and go to. */
export interface BotFlow {
  readonly status: BotStatus;
  readonly inflow: Flow;
  /** How many rules it has. */
  readonly rules: number;
}

/** More help nobody: the page of consumers has them all. */
const maxDrawn = 8;

/** The way of updates as a picture: from Telegram into the journal, and on to each consumer. */
export function FlowView({ status, inflow, rules }: BotFlow): JSX.Element {
  const { t, number, bytes } = useLocale();
  const { bot, health, log, consumers, archive, routing, perMinute } = status;
  return (
    <section class="flow" aria-label={t("flow.title")}>
      <div class="flow-source">
        <FlowNode icon="chats" title={t("bot.upstream")}>
          <span>{t(`bot.ingress.${bot.ingress}`)}</span>
          <Moment at={health?.lastSuccessMs ?? 0} />
        </FlowNode>
        <FlowArrow tone={health?.state === "ok" ? "good" : "bad"}>
          {t("flow.per-minute", { count: inflow.perMinute })}
        </FlowArrow>
        <FlowNode icon="audit" title={t("bot.journal")}>
          <span>{t("flow.kept", { count: log.count })}</span>
          <span>{bytes(log.bytes)}</span>
          <Sparkline
            values={inflow.history}
            places={trafficValues}
            label={t("overview.traffic.spark", { count: trafficMin })}
          />
        </FlowNode>
      </div>
      <ul class="flow-outlets">
        {toUrgentFirst(consumers).slice(0, maxDrawn).map((consumer) => <ConsumerOutlet {...consumer} />)}
        {consumers.length > maxDrawn
          ? (
            <li class="flow-more">
              <a href={`/bots/${bot.id}/consumers`}>
                {t("overview.consumers.more", { count: consumers.length - maxDrawn })}
              </a>
            </li>
          )
          : null}
        {archive === undefined
          ? null
          : (
            <Outlet id="archive" tone="good" lag={archive.lag} perMinute={perMinute.archived}>
              <FlowNode icon="search" title={t("flow.archive")}>
                <span>{t("flow.archive.hint")}</span>
              </FlowNode>
            </Outlet>
          )}
        {rules === 0 ? null : (
          <Outlet
            id="routes"
            tone="good"
            lag={routing.lag + routing.waiting}
            perMinute={perMinute.routed}
          >
            <FlowNode icon="routing" title={t("flow.routes")}>
              <span>{t("flow.rules", { count: rules })}</span>
              <span>{t("flow.routed")} {number(routing.routed)}</span>
            </FlowNode>
          </Outlet>
        )}
      </ul>
    </section>
  );
}

function ConsumerOutlet(status: ConsumerStatus): JSX.Element {
  const { consumer, report, lag, deliveredPerMinute } = status;
  const tone = isIdle(status) ? "quiet" : report.level === "healthy" ? "good" : "bad";
  return (
    <Outlet id={`consumer-${consumer.name}`} tone={tone} lag={lag} perMinute={deliveredPerMinute}>
      <a class="flow-node flow-link" href={`/bots/${consumer.botId}/consumers/${consumer.name}`}>
        <Icon name={consumer.mode === "push" ? "live" : "bot"} />
        <span class="flow-words">
          <Name>{consumer.name}</Name>
          <ConsumerKind {...consumer} />
          <ConsumerHealth status={status} isShort />
        </span>
      </a>
    </Outlet>
  );
}

type FlowTone = "good" | "bad" | "quiet";

function Outlet(
  { id, tone, lag, perMinute, children }: FlowAmounts & {
    readonly id: string;
    readonly tone: FlowTone;
    readonly children?: Child;
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <li class="flow-outlet" id={`flow-${id}`}>
      <FlowArrow tone={tone}>
        <span class="flow-rate">{t("flow.per-minute", { count: perMinute })}</span>
        <span>{lag === 0 ? t("overview.lag.none") : t("overview.lag", { count: lag })}</span>
      </FlowArrow>
      {children}
    </li>
  );
}

function FlowNode(
  { icon, title, children }: { readonly icon: IconName; readonly title: string; readonly children?: Child },
): JSX.Element {
  return (
    <div class="flow-node">
      <Icon name={icon} />
      <span class="flow-words">
        <strong>{title}</strong>
        {children}
      </span>
    </div>
  );
}

function FlowArrow({ tone, children }: { readonly tone: FlowTone; readonly children?: Child }): JSX.Element {
  return (
    <div class={`flow-arrow flow-${tone}`}>
      <span class="flow-label">{children}</span>
    </div>
  );
}

function toUrgentFirst(consumers: readonly ConsumerStatus[]): ConsumerStatus[] {
  const isDefault = ({ consumer }: ConsumerStatus) => Number(isDefaultConsumer(consumer));
  return consumers.toSorted((left, right) =>
    byHealth(left, right) || isDefault(right) - isDefault(left) || right.lag - left.lag ||
    (left.consumer.name < right.consumer.name ? -1 : 1)
  );
}
