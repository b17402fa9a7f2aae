/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Card } from "../components/card.tsx";
import { Icon } from "../components/icon.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import type { Fault } from "../../faults/fault.ts";
import { FaultText } from "../components/fault_text.tsx";
import { useLocale } from "../language/locale_context.ts";
import type { ConnectWay } from "../add_bot/view.tsx";

/** What has happened so far. Milliseconds since the epoch, 0 for never. */
export interface TickFacts {
  /** Status of the bot with Telegram, and one sentence about it; empty while all is well. */
  readonly state: string;
  readonly why: Fault | undefined;
  readonly lastSuccessMs: number;
  /** Updates in the journal. */
  readonly kept: number;
  readonly lastCallMs: number;
  readonly lastReceivedMs: number;
}

/** What the ticks are for. */
export interface ConnectTicksProps {
  readonly botId: number;
  /** Without @; may be empty. */
  readonly username: string;
  readonly way: ConnectWay;
  readonly consumer: string;
  readonly facts: TickFacts;
}

/** What has to happen, ticked as it does. */
export function ConnectTicks({ botId, username, way, consumer, facts }: ConnectTicksProps): JSX.Element {
  const { t } = useLocale();
  const { state, why, lastSuccessMs, kept, lastCallMs, lastReceivedMs } = facts;
  const isDone = way === "watch" ? kept > 0 : lastReceivedMs > 0;
  const query = new URLSearchParams({ way, consumer });
  return (
    <Live
      id="ticks"
      href={`/bots/${botId}/connect?${query}`}
      events={["health", "updates", "lag", "reset"]}
      everySec={1}
      pollSec={isDone ? undefined : 1}
    >
      <Card title={t("connect.ticks")}>
        <ul class="ticks">
          <Tick name="receives" isDone={state === "ok"} label={t("connect.tick.receives")}>
            {why === undefined ? <Moment ms={lastSuccessMs} /> : <FaultText fault={why} />}
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
                      {lastCallMs > 0 ? <Moment ms={lastCallMs} /> : t("connect.tick.called.hint")}
                    </Tick>
                  )}
                <Tick name="received" isDone={isDone} label={t("connect.tick.received")}>
                  {isDone ? <Moment ms={lastReceivedMs} /> : <Nudge username={username} />}
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

interface TickProps {
  readonly name: string;
  readonly isDone: boolean;
  readonly label: string;
  readonly children?: Child;
}

function Tick({ name, isDone, label, children }: TickProps): JSX.Element {
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
