/** @jsxImportSource hono/jsx */
import { lastReceivedMs } from "../../http/api/consumer_wire.ts";
import type { BotStatus, ConsumerStatus } from "../../http/status.ts";
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Card } from "../components/card.tsx";
import { Icon } from "../components/icon.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { FaultText } from "../components/fault_text.tsx";
import { useLocale } from "../language/locale_context.ts";
import type { ConnectWay } from "../add_bot/view.tsx";

/** What is waited for. */
export interface Expected {
  readonly status: BotStatus;
  /** The consumer whose program is waited for. */
  readonly consumer: ConsumerStatus;
  readonly way: ConnectWay;
}

/** What has to happen, ticked as it does. */
export function ConnectTicks({ status, consumer, way }: Expected): JSX.Element {
  const { t } = useLocale();
  const { bot: { id, username }, health, log: { count: kept } } = status;
  const { program: { lastCallMs } } = consumer;
  const receivedMs = lastReceivedMs(consumer);
  const isDone = way === "watch" ? kept > 0 : receivedMs > 0;
  const query = new URLSearchParams({ way, consumer: consumer.consumer.name });
  return (
    <Live
      id="ticks"
      href={`/bots/${id}/connect?${query}`}
      events={["health", "updates", "lag", "reset"]}
      everySec={1}
      pollSec={isDone ? undefined : 1}
    >
      <Card title={t("connect.ticks")}>
        <ul class="ticks">
          <Tick name="receives" isDone={health?.state === "ok"} label={t("connect.tick.receives")}>
            {health?.lastFault === undefined
              ? <Moment at={health?.lastSuccessMs ?? 0} />
              : <FaultText fault={health.lastFault} />}
          </Tick>
          {way === "watch"
            ? (
              <Tick name="arrived" isDone={kept > 0} label={t("connect.tick.arrived")}>
                {kept > 0 ? null : <Nudge username={username} />}
              </Tick>
            )
            : (
              <>
                {way === "webhook"
                  ? null
                  : (
                    <Tick name="called" isDone={lastCallMs > 0} label={t("connect.tick.called")}>
                      {lastCallMs > 0 ? <Moment at={lastCallMs} /> : t("connect.tick.called.hint")}
                    </Tick>
                  )}
                <Tick name="received" isDone={isDone} label={t("connect.tick.received")}>
                  {isDone ? <Moment at={receivedMs} /> : <Nudge username={username} />}
                </Tick>
              </>
            )}
        </ul>
      </Card>
    </Live>
  );
}

/** What to do so that something arrives. */
export function Nudge({ username }: { readonly username: string }): JSX.Element {
  const { t } = useLocale();
  if (username === "") return <>{t("connect.nudge")}</>;
  return (
    <>
      {t("connect.nudge")}{" "}
      <a
        href={`https://t.me/${encodeURIComponent(username)}`}
        target="_blank"
        rel="noopener noreferrer"
        translate="no"
      >
        @{username}
      </a>
    </>
  );
}

function Tick(
  { name, isDone, label, children }: {
    readonly name: string;
    readonly isDone: boolean;
    readonly label: string;
    readonly children?: Child;
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <li class={`tick${isDone ? " is-done" : ""}`} id={`tick-${name}`}>
      <span class="tick-mark">{isDone ? <Icon name="check" /> : null}</span>
      <div>
        <p class="tick-label">
          {label}
          <span class="for-readers">: {t(isDone ? "connect.tick.done" : "connect.tick.waits")}</span>
        </p>
        <p class="hint">{children}</p>
      </div>
    </li>
  );
}
