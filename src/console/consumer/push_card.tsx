/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { CheckAnswer } from "../../http/api/push.ts";
import type { ConsumerStatus } from "../../http/status.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { Facts } from "../components/figure.tsx";
import { Form } from "../components/form.tsx";
import { Moment } from "../components/moment.tsx";
import { ErrorText } from "../components/error_text.tsx";
import { FaultText } from "../components/fault_text.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** What became of looking whether URLs can be reached. */
export type CheckedTargets = Static<typeof CheckAnswer>["targets"];

type Targets = NonNullable<ConsumerStatus["push"]>["targets"];

/** Where updates are pushed to, and the status of that. */
export function PushCard(
  { path, status: { consumer, push }, checked }: {
    /** Path of the consumer's page. */
    readonly path: string;
    readonly status: ConsumerStatus;
    /** Absent unless somebody had them looked at just now. */
    readonly checked: CheckedTargets | undefined;
  },
): JSX.Element {
  const mayChange = useMay("manager");
  const { t } = useLocale();
  return (
    <Card title={t("push.title")} hint={t("push.hint")} id="push">
      {checked === undefined ? null : <CheckResult checked={checked} />}
      <PushFacts push={push} />
      <TargetTable targets={push?.targets ?? []} />
      {mayChange && consumer.disabledReason === undefined
        ? (
          <Form action={`${path}/check`} fields={[]}>
            <Button>{t("push.check")}</Button>
          </Form>
        )
        : null}
    </Card>
  );
}

function CheckResult({ checked }: { readonly checked: CheckedTargets }): JSX.Element {
  const { t } = useLocale();
  return (
    <ul class="notice" role="status">
      {checked.map(({ origin, error, code }) => (
        <li>
          <code translate="no">{origin}</code>{" "}
          {error === null ? t("push.check.reached") : <ErrorText code={code} text={error} />}
        </li>
      ))}
    </ul>
  );
}

function PushFacts({ push }: Pick<ConsumerStatus, "push">): JSX.Element {
  const { t, number } = useLocale();
  const { nextAttemptMs = 0, lastError, lastErrorAtMs = 0 } = push ?? {};
  return (
    <Facts
      items={[
        { label: t("push.delivered"), value: number(push?.delivered ?? 0) },
        { label: t("push.failed"), value: number(push?.failed ?? 0) },
        { label: t("push.dead"), value: number(push?.dead ?? 0) },
        ...nextAttemptMs === 0 ? [] : [{ label: t("push.next"), value: <Moment at={nextAttemptMs} /> }],
        ...lastError === undefined ? [] : [{
          label: t("push.last-error"),
          value: (
            <>
              <FaultText fault={lastError} /> <Moment at={lastErrorAtMs} />
            </>
          ),
        }],
      ]}
    />
  );
}

function TargetTable({ targets }: { readonly targets: Targets }): JSX.Element | null {
  const { t, number } = useLocale();
  if (targets.length === 0) return null;
  return (
    <Table<Targets[number]>
      caption={t("push.title")}
      rows={targets}
      columns={[
        {
          title: t("push.target"),
          isName: true,
          cell: ({ url, address, isPaused }) => (
            <>
              <code translate="no">{url}</code>
              {isPaused ? <Badge tone="bad">{t("push.unreachable")}</Badge> : null}
              {address === "" ? null : <div class="hint" translate="no">{address}</div>}
            </>
          ),
        },
        {
          title: t("push.last-answer"),
          cell: ({ lastStatus, lastAttemptMs }) => (
            <>
              {lastStatus === 0 ? t("push.no-answer") : <span translate="no">{lastStatus}</span>}{" "}
              <span class="hint">
                <Moment at={lastAttemptMs} />
              </span>
            </>
          ),
        },
        { title: t("push.last-success"), cell: ({ lastSuccessMs }) => <Moment at={lastSuccessMs} /> },
        {
          title: t("push.failures"),
          isNumeric: true,
          cell: ({ failuresInARow }) => number(failuresInARow),
        },
        {
          title: t("push.latency"),
          // Nothing takes no time: there was no answer yet.
          cell: ({ latency: { p50, p95, p99 } }) =>
            p99 === 0
              ? t("push.no-answer")
              : t("push.latency.value", { p50: Math.round(p50), p95: Math.round(p95), p99: Math.round(p99) }),
        },
        { title: t("push.under-way"), isNumeric: true, cell: ({ underWay }) => number(underWay) },
      ]}
    />
  );
}
