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
import type { ShownConsumer } from "../consumers/shown_consumer.ts";

/** What an arrow says. */
export interface FlowAmounts {
  readonly perMinute: number;
  /** Updates that wait. */
  readonly lag: number;
}

/** Where a bot's updates come from and go to. */
export interface FlowViewProps {
  readonly botId: number;
  readonly ingress: "poll" | "webhook";
  /** Whether updates arrive as they should. */
  readonly isReceiving: boolean;
  readonly lastSuccessMs: number;
  readonly perMinute: number;
  /** Updates per minute, the oldest first; at most `historyPlaces` of them. */
  readonly history: readonly number[];
  readonly historyPlaces: number;
  readonly historyMin: number;
  readonly kept: number;
  readonly keptBytes: number;
  readonly consumers: readonly ShownConsumer[];
  /** `undefined` for a bot that is not archived. */
  readonly archive: FlowAmounts | undefined;
  /** Absent for a bot without rules. */
  readonly routes:
    | FlowAmounts & { readonly rules: number; readonly waiting: number; readonly routed: number }
    | undefined;
}

/** More help nobody: the page of consumers has them all. */
const maxDrawn = 8;

/** The way of updates as a picture: from Telegram into the journal, and on to each consumer. */
export function FlowView(props: FlowViewProps): JSX.Element {
  const { t, number, bytes } = useLocale();
  const { ingress, isReceiving, lastSuccessMs, perMinute, kept, keptBytes } = props;
  return (
    <section class="flow" aria-label={t("flow.title")}>
      <div class="flow-source">
        <FlowNode icon="chats" title={t("bot.upstream")}>
          <span>{t(`bot.ingress.${ingress}`)}</span>
          <Moment ms={lastSuccessMs} />
        </FlowNode>
        <FlowArrow tone={isReceiving ? "good" : "bad"}>
          {t("flow.per-minute", { count: perMinute })}
        </FlowArrow>
        <FlowNode icon="audit" title={t("bot.journal")}>
          <span>{t("flow.kept", { count: kept })}</span>
          <span>{bytes(keptBytes)}</span>
          <Sparkline
            values={props.history}
            places={props.historyPlaces}
            label={t("overview.traffic.spark", { count: props.historyMin })}
          />
        </FlowNode>
      </div>
      <ul class="flow-outlets">
        {toUrgentFirst(props.consumers).slice(0, maxDrawn).map((consumer) => (
          <ConsumerOutlet botId={props.botId} consumer={consumer} />
        ))}
        {props.consumers.length > maxDrawn
          ? (
            <li class="flow-more">
              <a href={`/bots/${props.botId}/consumers`}>
                {t("overview.consumers.more", { count: props.consumers.length - maxDrawn })}
              </a>
            </li>
          )
          : null}
        {props.archive === undefined ? null : (
          <Outlet id="archive" tone="good" {...props.archive}>
            <FlowNode icon="search" title={t("flow.archive")}>
              <span>{t("flow.archive.hint")}</span>
            </FlowNode>
          </Outlet>
        )}
        {props.routes === undefined ? null : (
          <Outlet
            id="routes"
            tone="good"
            lag={props.routes.lag + props.routes.waiting}
            perMinute={props.routes.perMinute}
          >
            <FlowNode icon="routing" title={t("flow.routes")}>
              <span>{t("flow.rules", { count: props.routes.rules })}</span>
              <span>{t("flow.routed")} {number(props.routes.routed)}</span>
            </FlowNode>
          </Outlet>
        )}
      </ul>
    </section>
  );
}

function ConsumerOutlet(
  { botId, consumer }: { readonly botId: number; readonly consumer: ShownConsumer },
): JSX.Element {
  const tone = isIdle(consumer) ? "quiet" : consumer.health.level === "healthy" ? "good" : "bad";
  return (
    <Outlet id={`consumer-${consumer.name}`} tone={tone} lag={consumer.lag} perMinute={consumer.perMinute}>
      <a class="flow-node flow-link" href={`/bots/${botId}/consumers/${consumer.name}`}>
        <Icon name={consumer.mode === "push" ? "live" : "bot"} />
        <span class="flow-words">
          <Name>{consumer.name}</Name>
          <ConsumerKind {...consumer} />
          <ConsumerHealth consumer={consumer} isShort />
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

function toUrgentFirst(consumers: readonly ShownConsumer[]): ShownConsumer[] {
  return [...consumers].sort((left, right) =>
    byHealth(left, right) || Number(right.isDefault) - Number(left.isDefault) || right.lag - left.lag ||
    (left.name < right.name ? -1 : 1)
  );
}
