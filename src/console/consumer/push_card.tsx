/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Fault } from "../../faults/fault.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { ErrorText, type ShownError } from "../components/error_text.tsx";
import { FaultText } from "../components/fault_text.tsx";
import { Facts } from "../components/figure.tsx";
import { Form } from "../components/form.tsx";
import { Moment } from "../components/moment.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** Status of one URL. Times are milliseconds since the epoch, 0 for never. */
export interface ShownTarget {
  /** Scheme, host and port. */
  readonly origin: string;
  /** IP address connected to last; empty for none. */
  readonly address: string;
  /** HTTP status of the last answer; 0 when there was none. */
  readonly lastStatus: number;
  readonly lastAttemptMs: number;
  readonly lastSuccessMs: number;
  readonly failuresInARow: number;
  /** Milliseconds. */
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly underWay: number;
  readonly isPaused: boolean;
}

/** Status of a consumer's push. */
export interface ShownPush {
  readonly targets: readonly ShownTarget[];
  readonly delivered: number;
  readonly failed: number;
  readonly dead: number;
  readonly nextAttemptMs: number;
  readonly lastError: Fault | undefined;
  readonly lastErrorAtMs: number;
}

/** What became of looking whether a URL can be reached. */
export interface CheckedTarget {
  readonly origin: string;
  /** Absent when it could be reached. */
  readonly error: ShownError | undefined;
}

/** What the card about pushing shows. */
export interface PushCardProps {
  /** Path of the consumer's page. */
  readonly path: string;
  readonly push: ShownPush;
  readonly isDisabled: boolean;
  /** Absent unless somebody had them looked at just now. */
  readonly checked: readonly CheckedTarget[] | undefined;
}

/** Where updates are pushed to, and the status of that. */
export function PushCard({ path, push, isDisabled, checked }: PushCardProps): JSX.Element {
  const mayChange = useMay("manager");
  const { t } = useLocale();
  return (
    <Card title={t("push.title")} hint={t("push.hint")} id="push">
      {checked === undefined ? null : <CheckResult checked={checked} />}
      <PushFacts push={push} />
      <TargetTable targets={push.targets} />
      {mayChange && !isDisabled
        ? (
          <Form action={`${path}/check`} fields={[]}>
            <Button>{t("push.check")}</Button>
          </Form>
        )
        : null}
    </Card>
  );
}

function CheckResult({ checked }: { readonly checked: readonly CheckedTarget[] }): JSX.Element {
  const { t } = useLocale();
  return (
    <ul class="notice" role="status">
      {checked.map(({ origin, error }) => (
        <li>
          <code translate="no">{origin}</code>{" "}
          {error === undefined ? t("push.check.reached") : <ErrorText {...error} />}
        </li>
      ))}
    </ul>
  );
}

function PushFacts({ push }: { readonly push: ShownPush }): JSX.Element {
  const { t, number } = useLocale();
  const { delivered, failed, dead, nextAttemptMs, lastError, lastErrorAtMs } = push;
  return (
    <Facts
      items={[
        { label: t("push.delivered"), value: number(delivered) },
        { label: t("push.failed"), value: number(failed) },
        { label: t("push.dead"), value: number(dead) },
        ...nextAttemptMs === 0 ? [] : [{ label: t("push.next"), value: <Moment ms={nextAttemptMs} /> }],
        ...lastError === undefined ? [] : [{
          label: t("push.last-error"),
          value: (
            <>
              <FaultText fault={lastError} /> <Moment ms={lastErrorAtMs} />
            </>
          ),
        }],
      ]}
    />
  );
}

function TargetTable({ targets }: { readonly targets: readonly ShownTarget[] }): JSX.Element | null {
  const { t, number } = useLocale();
  if (targets.length === 0) return null;
  return (
    <Table<ShownTarget>
      caption={t("push.title")}
      rows={targets}
      columns={[
        {
          title: t("push.target"),
          isName: true,
          cell: ({ origin, address, isPaused }) => (
            <>
              <code translate="no">{origin}</code>
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
                <Moment ms={lastAttemptMs} />
              </span>
            </>
          ),
        },
        { title: t("push.last-success"), cell: ({ lastSuccessMs }) => <Moment ms={lastSuccessMs} /> },
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
