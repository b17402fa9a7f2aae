/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { TrialAnswer } from "../../http/api/route_trial.ts";
import type { RouteAnswer, TraceAnswer } from "../../http/api/route_wire.ts";
import { Badge, type Tone } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { ErrorText } from "../components/error_text.tsx";
import { Form } from "../components/form.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { Pager } from "../components/pager.tsx";
import { Table } from "../components/table.tsx";
import { TextArea } from "../components/text_area.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

type Rule = Static<typeof RouteAnswer>;
type Trace = Static<typeof TraceAnswer>;
type TrialResult = Static<typeof TrialAnswer>;

/** Tells the name of a bot. */
interface Names {
  nameOf(bot: number): string;
}

/** A way to try the rules. */
interface Attempt extends Names {
  readonly botId: number;
  readonly trial: TrialResult | undefined;
  /** The update that was tried. */
  readonly tried: string;
}

/** The rules of a bot. */
interface Shown extends Attempt {
  readonly routes: readonly Rule[];
  readonly traces: readonly Trace[];
  readonly olderTraces: string | undefined;
  readonly href: string;
}

const tones: Readonly<Record<Trace["result"], Tone>> = {
  sent: "good",
  degraded: "warn",
  skipped: "quiet",
  failed: "bad",
  unknown: "warn",
};

/** Rules in their order, a box to try them, and what became of messages. */
export function RoutesView(props: Shown): JSX.Element {
  const { botId, routes, traces, olderTraces, nameOf, href } = props;
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
                <RuleItem
                  botId={botId}
                  nameOf={nameOf}
                  route={route}
                  before={routes[index - 1]}
                  after={routes[index + 1]}
                />
              ))}
            </ol>
          </>
        )}
      <TrialCard {...props} />
      <Live id="traces" href={href} events={["updates", "archive", "reset"]} everySec={3}>
        <Card title={t("routing.traces")} isFlush>
          {traces.length === 0
            ? <p class="card-text muted">{t("routing.traces.none")}</p>
            : <TraceTable traces={traces} routes={routes} nameOf={nameOf} />}
        </Card>
        <Pager next={olderTraces} />
      </Live>
    </>
  );
}

function RuleItem(
  { botId, nameOf, route, before, after }: Names & {
    readonly botId: number;
    readonly route: Rule;
    readonly before: Rule | undefined;
    readonly after: Rule | undefined;
  },
): JSX.Element {
  const mayChange = useMay("manager");
  const { t } = useLocale();
  const { id, name, enabled: isOn = true, fallback, declared, when, actions } = route;
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
          {declared ? <span class="hint">{t("routing.declared")}</span> : null}
          {fallback ? <span class="hint">{t("routing.fallback")}</span> : null}
        </div>
        <p class="rule-when">
          {when === undefined
            ? <span class="muted">{t("routing.always")}</span>
            : <code translate="no">{JSON.stringify(when)}</code>}
        </p>
        <ul class="rule-actions">
          {actions.map((action) => (
            <li>
              {t(`routing.do.${action.do}`)}
              {("to" in action ? action.to : []).map(({ bot, chat }) => (
                <span class="chip">
                  <Name>{nameOf(Number(bot ?? botId))}</Name> <span translate="no">{chat}</span>
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

function TrialCard({ botId, trial, tried, nameOf }: Attempt): JSX.Element {
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
      {trial === undefined ? null : <Trial {...trial} nameOf={nameOf} />}
    </Card>
  );
}

function Trial({ rules, sends, notes, nameOf }: TrialResult & Names): JSX.Element {
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
            {sends.map(({ does, bot, chat_id, text }) => (
              <li class="row">
                <code translate="no">{does}</code>
                <span class="chip">
                  <Name>{nameOf(bot)}</Name> <span translate="no">{chat_id}</span>
                </span>
                {text === null ? null : <Name>{text}</Name>}
              </li>
            ))}
          </ul>
        </>
      )}
      {notes.map((note) => (
        <p>
          <span dir="auto">{note}</span>
        </p>
      ))}
    </div>
  );
}

function TraceTable({ traces, routes, nameOf }: Pick<Shown, "traces" | "routes"> & Names): JSX.Element {
  const { t } = useLocale();
  const rules = new Map(routes.map(({ id, name }) => [id, name]));
  return (
    <Table<Trace>
      caption={t("routing.traces")}
      rows={traces}
      rowId={({ id }) => `trace-${id}`}
      columns={[
        {
          title: t("routing.trace.rule"),
          isName: true,
          cell: ({ route, is_return }) =>
            is_return ? t("routing.trace.return") : <Name>{rules.get(route ?? 0) ?? ""}</Name>,
        },
        { title: t("routing.trace.when"), cell: ({ at }) => <Moment at={at} /> },
        { title: t("routing.trace.action"), cell: ({ action }) => t(`routing.do.${action}`) },
        {
          title: t("routing.trace.target"),
          cell: ({ target }) =>
            target === null ? null : <span translate="no">{`${nameOf(target.bot)} ${target.chat_id}`}</span>,
        },
        {
          title: t("routing.trace.result"),
          cell: ({ result, detail, codes }) => (
            <>
              <Badge tone={tones[result]}>{t(`routing.result.${result}`)}</Badge>
              {detail === null ? null : (
                <p class="hint">
                  <ErrorText code={codes[0] ?? null} text={detail} />
                </p>
              )}
            </>
          ),
        },
        {
          title: t("routing.trace.latency"),
          isNumeric: true,
          cell: ({ latency_ms }) => t("routing.trace.latency.ms", { ms: latency_ms }),
        },
      ]}
    />
  );
}
