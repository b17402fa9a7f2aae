/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Badge, type Tone } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Form } from "../components/form.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { Pager } from "../components/pager.tsx";
import { QuotedText } from "../components/quoted_text.tsx";
import { Table } from "../components/table.tsx";
import { TextArea } from "../components/text_area.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** What a rule does, by the names of the API. */
export type ShownDeed =
  | "forward"
  | "copy"
  | "text"
  | "answer"
  | "drop"
  | "stop"
  | "edit"
  | "delete"
  | "react"
  | "choose";

/** A rule at a glance. */
export interface ShownRoute {
  readonly id: number;
  readonly name: string;
  readonly isOn: boolean;
  readonly isFallback: boolean;
  readonly isDeclared: boolean;
  /** Its condition as JSON; empty for none. */
  readonly when: string;
  readonly actions: readonly {
    readonly do: ShownDeed;
    readonly to: readonly { readonly bot: string; readonly chat: string }[];
  }[];
}

/** What became of a message. */
export interface ShownTrace {
  readonly id: number;
  readonly atMs: number;
  readonly rule: string;
  readonly action: ShownDeed;
  readonly isReturn: boolean;
  readonly target: string;
  readonly result: "sent" | "degraded" | "skipped" | "failed" | "unknown";
  readonly detail: string;
  readonly latencyMs: number;
}

/** What rules would do with an update. */
export interface ShownTrial {
  readonly rules: readonly { readonly id: number; readonly name: string; readonly matches: boolean }[];
  readonly sends: readonly {
    readonly does: string;
    readonly bot: string;
    readonly chat: string;
    readonly text: string;
  }[];
  readonly notes: readonly string[];
}

/** The rules of a bot. */
export interface RoutesViewProps {
  readonly botId: number;
  readonly routes: readonly ShownRoute[];
  readonly traces: readonly ShownTrace[];
  readonly olderTraces: string | undefined;
  readonly trial: ShownTrial | undefined;
  /** The update that was tried. */
  readonly tried: string;
  readonly href: string;
}

const tones: Readonly<Record<ShownTrace["result"], Tone>> = {
  sent: "good",
  degraded: "warn",
  skipped: "quiet",
  failed: "bad",
  unknown: "warn",
};

/** Rules in their order, a box to try them, and what became of messages. */
export function RoutesView(props: RoutesViewProps): JSX.Element {
  const { botId, routes, traces, olderTraces, href } = props;
  const mayChange = useMay("manager");
  const { t } = useLocale();
  return (
    <>
      <div class="row rules-head">
        <p class="lead">{t("routing.lead")}</p>
        {mayChange
          ? (
            <a class="button button-main" href={`/bots/${botId}/routes/new`}>
              <Icon name="plus" />
              <span>{t("routing.add")}</span>
            </a>
          )
          : null}
      </div>
      {routes.length === 0
        ? (
          <EmptyState icon="routing" title={t("routing.none")}>
            <p>{t("routing.none.hint")}</p>
          </EmptyState>
        )
        : (
          <>
            {mayChange
              ? <p class="notice notice-bad" role="alert" dir="auto" data-order-refusal hidden></p>
              : null}
            <ol class="rules" aria-label={t("routing.rules")} data-rules={mayChange ? botId : undefined}>
              {routes.map((route, index) => (
                <RuleItem {...props} route={route} before={routes[index - 1]} after={routes[index + 1]} />
              ))}
            </ol>
          </>
        )}
      <TrialCard {...props} />
      <Live id="traces" href={href} events={["updates", "archive", "reset"]} everySec={3}>
        <Card title={t("routing.traces")} isFlush>
          {traces.length === 0
            ? <p class="card-text muted">{t("routing.traces.none")}</p>
            : <TraceTable traces={traces} />}
        </Card>
        <Pager next={olderTraces} />
      </Live>
    </>
  );
}

interface RuleItemProps extends RoutesViewProps {
  readonly route: ShownRoute;
  readonly before: ShownRoute | undefined;
  readonly after: ShownRoute | undefined;
}

function RuleItem({ botId, route, before, after }: RuleItemProps): JSX.Element {
  const mayChange = useMay("manager");
  const { t } = useLocale();
  const { id, name, isOn, isFallback, isDeclared, when, actions } = route;
  return (
    <li class="rule" id={`rule-${id}`} data-rule={id}>
      {mayChange
        ? <span class="rule-grip needs-script" title={t("routing.drag")} aria-hidden="true">⠿</span>
        : null}
      <div class="rule-words">
        <div class="row">
          <a class="strong-link" href={`/bots/${botId}/routes/${id}`}>
            <Name>{name}</Name>
          </a>
          <Badge tone={isOn ? "good" : "quiet"}>{t(isOn ? "routing.on" : "routing.off")}</Badge>
          {isDeclared ? <span class="hint">{t("routing.declared")}</span> : null}
          {isFallback ? <span class="hint">{t("routing.fallback")}</span> : null}
        </div>
        <p class="rule-when">
          {when === ""
            ? <span class="muted">{t("routing.always")}</span>
            : <code translate="no">{when}</code>}
        </p>
        <ul class="rule-actions">
          {actions.map((action) => (
            <li>
              {t(`routing.do.${action.do}`)}
              {action.to.map(({ bot, chat }) => (
                <span class="chip">
                  <Name>{bot}</Name> <span translate="no">{chat}</span>
                </span>
              ))}
            </li>
          ))}
        </ul>
      </div>
      {mayChange
        ? (
          <div class="rule-buttons">
            <Move botId={botId} ids={before && [id, before.id]} icon="up" label={t("routing.up")} />
            <Move botId={botId} ids={after && [after.id, id]} icon="down" label={t("routing.down")} />
            <form method="post" action={`/bots/${botId}/routes/${id}/switch`}>
              <input type="hidden" name="enabled" value={isOn ? "no" : "yes"} />
              <Button look="quiet">{t(isOn ? "routing.switch-off" : "routing.switch-on")}</Button>
            </form>
          </div>
        )
        : null}
    </li>
  );
}

/** Two neighbours in another order; the rest stays. */
function Move(
  { botId, ids, icon, label }: {
    readonly botId: number;
    readonly ids: readonly number[] | undefined;
    readonly icon: IconName;
    readonly label: string;
  },
): JSX.Element {
  return (
    <form method="post" action={`/bots/${botId}/routes/order`}>
      {(ids ?? []).map((id) => <input type="hidden" name="routes" value={id} />)}
      <button type="submit" class="icon-button" aria-label={label} title={label} disabled={ids === undefined}>
        <Icon name={icon} />
      </button>
    </form>
  );
}

function TrialCard({ botId, trial, tried }: RoutesViewProps): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("routing.try")} hint={t("routing.try.hint")} id="try">
      <Form action={`/bots/${botId}/routes/test`} fields={["update"]}>
        <TextArea
          name="update"
          label={t("routing.try.update")}
          rows={6}
          maxlength={20_000}
          value={tried}
          isCode
        />
        <Button>{t("routing.try.run")}</Button>
      </Form>
      {trial === undefined ? null : <Trial trial={trial} />}
    </Card>
  );
}

function Trial({ trial: { rules, sends, notes } }: { readonly trial: ShownTrial }): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="stack" role="status">
      <ul class="stack">
        {rules.map(({ name, matches }) => (
          <li class="row">
            <Badge tone={matches ? "good" : "quiet"}>
              {t(matches ? "routing.try.matches" : "routing.try.not")}
            </Badge>
            <Name>{name}</Name>
          </li>
        ))}
      </ul>
      {sends.length === 0 ? <p>{t("routing.try.nothing")}</p> : (
        <>
          <h3>{t("routing.try.sends")}</h3>
          <ul class="stack">
            {sends.map(({ does, bot, chat, text }) => (
              <li class="row">
                <code translate="no">{does}</code>
                <span class="chip">
                  <Name>{bot}</Name> <span translate="no">{chat}</span>
                </span>
                {text === "" ? null : <Name>{text}</Name>}
              </li>
            ))}
          </ul>
        </>
      )}
      {notes.map((note) => (
        <p>
          <QuotedText text={note} />
        </p>
      ))}
    </div>
  );
}

function TraceTable({ traces }: Pick<RoutesViewProps, "traces">): JSX.Element {
  const { t } = useLocale();
  return (
    <Table<ShownTrace>
      caption={t("routing.traces")}
      rows={traces}
      rowId={({ id }) => `trace-${id}`}
      columns={[
        {
          title: t("routing.trace.rule"),
          isName: true,
          cell: ({ rule, isReturn }) => isReturn ? t("routing.trace.return") : <Name>{rule}</Name>,
        },
        { title: t("routing.trace.when"), cell: ({ atMs }) => <Moment ms={atMs} /> },
        { title: t("routing.trace.action"), cell: ({ action }) => t(`routing.do.${action}`) },
        { title: t("routing.trace.target"), cell: ({ target }) => <span translate="no">{target}</span> },
        {
          title: t("routing.trace.result"),
          cell: ({ result, detail }) => (
            <>
              <Badge tone={tones[result]}>{t(`routing.result.${result}`)}</Badge>
              {detail === "" ? null : (
                <p class="hint">
                  <QuotedText text={detail} />
                </p>
              )}
            </>
          ),
        },
        {
          title: t("routing.trace.latency"),
          isNumeric: true,
          cell: ({ latencyMs }) => t("routing.trace.latency.ms", { ms: latencyMs }),
        },
      ]}
    />
  );
}
