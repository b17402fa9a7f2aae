/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { Facts, Figures } from "../components/figure.tsx";
import { Form } from "../components/form.tsx";
import {
  byHealth,
  type Health,
  HealthBadge,
  HealthReasons,
  type ShownReason,
} from "../components/health_badge.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { SystemTabs } from "./tabs.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";

/** A copy of the databases. */
export interface ShownBackup {
  readonly name: string;
  readonly madeMs: number;
  readonly bytes: number;
  readonly isComplete: boolean;
}

/** Status of BotMux itself. */
export interface SystemViewProps {
  readonly version: string;
  readonly runtime: string;
  readonly startedMs: number;
  readonly residentBytes: number;
  readonly ringBytes: number;
  readonly waitingPolls: number;
  readonly journalBytes: number;
  readonly databaseBytes: number;
  readonly archiveBytes: number;
  readonly fileBytes: number;
  /** What is wrong with BotMux as a whole. */
  readonly reasons: readonly ShownReason[];
  readonly bots: readonly { readonly id: number; readonly name: string; readonly health: Health }[];
  /** `undefined` for those who may not make any. */
  readonly backups: readonly ShownBackup[] | undefined;
  /** Scheme, host and port of the console. */
  readonly origin: string;
}

/** Version, health, memory, disk and backups. */
export function SystemView(props: SystemViewProps): JSX.Element {
  const { version, runtime, backups, origin } = props;
  const { t } = useLocale();
  return (
    <>
      <PageHeader
        title={t("system.title")}
        lead={<span translate="no">{t("system.lead", { version, runtime })}</span>}
      />
      <SystemTabs current="state" hasLog={backups !== undefined} />
      <Live id="system" href="/system" events={["bot", "health", "updates", "lag", "reset"]} everySec={5}>
        <Summary {...props} />
        <div class="columns">
          <HealthCard {...props} />
          <StorageCard {...props} />
        </div>
      </Live>
      {backups === undefined ? null : <BackupCard backups={backups} />}
      <Card title={t("system.metrics")} hint={t("system.metrics.hint")}>
        <CodeLine text={`curl -H 'Authorization: Bearer bmx_…' ${origin}/metrics`} />
      </Card>
    </>
  );
}

function Summary(props: SystemViewProps): JSX.Element {
  const { startedMs, residentBytes, ringBytes, waitingPolls } = props;
  const { t, bytes, number } = useLocale();
  return (
    <Figures
      items={[
        { label: t("system.uptime"), value: <Moment ms={startedMs} /> },
        {
          label: t("system.memory"),
          value: bytes(residentBytes),
          hint: t("system.memory.rings", { bytes: bytes(ringBytes) }),
        },
        { label: t("system.disk"), value: bytes(totalBytes(props)) },
        { label: t("system.polls"), value: number(waitingPolls), hint: t("system.polls.hint") },
      ]}
    />
  );
}

function totalBytes({ journalBytes, databaseBytes, archiveBytes, fileBytes }: SystemViewProps): number {
  return journalBytes + databaseBytes + archiveBytes + fileBytes;
}

function HealthCard({ bots, reasons }: SystemViewProps): JSX.Element {
  const { t } = useLocale();
  const unhealthy = bots.filter(({ health }) => health.level !== "healthy").sort(byHealth);
  if (unhealthy.length + reasons.length === 0) {
    const said = bots.length === 0
      ? t("system.health.none")
      : t("overview.all-healthy", { count: bots.length });
    return (
      <Card title={t("system.health")}>
        <p>{said}</p>
      </Card>
    );
  }
  return (
    <Card title={t("system.health.unhealthy")}>
      <HealthReasons reasons={reasons} />
      <ul class="stack">
        {unhealthy.map(({ id, name, health }) => (
          <li class="bot-health" id={`unhealthy-${id}`}>
            <div class="row">
              <a class="strong-link" href={`/bots/${id}`}>
                <Name>{name}</Name>
              </a>
              <HealthBadge {...health} />
            </div>
            <HealthReasons reasons={health.reasons} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function StorageCard(props: SystemViewProps): JSX.Element {
  const { t, bytes } = useLocale();
  const max = Math.max(totalBytes(props), 1);
  const parts = [
    ["system.storage.journal", props.journalBytes],
    ["system.storage.archive", props.archiveBytes],
    ["system.storage.files", props.fileBytes],
    ["system.storage.database", props.databaseBytes],
  ] as const;
  return (
    <Card title={t("system.storage")}>
      <Facts
        items={parts.map(([key, size]) => ({
          label: t(key),
          value: (
            <span class="measured">
              <meter class="meter" min={0} max={max} value={size} aria-label={t(key)}></meter>
              <span class="measured-size">{bytes(size)}</span>
            </span>
          ),
        }))}
      />
    </Card>
  );
}

function BackupCard(
  { backups }: { readonly backups: readonly ShownBackup[] },
): JSX.Element {
  const { t, bytes } = useLocale();
  return (
    <Card title={t("system.backups")} hint={t("system.backups.hint")} isFlush>
      {backups.length === 0 ? <p class="card-text muted">{t("system.backups.none")}</p> : (
        <Table<ShownBackup>
          caption={t("system.backups.list")}
          rows={backups}
          rowId={({ name }) => `backup-${name}`}
          columns={[
            {
              title: t("system.backups.name"),
              isName: true,
              cell: ({ name }) => <code translate="no">{name}</code>,
            },
            {
              title: t("system.backups.made"),
              cell: ({ madeMs, isComplete }) =>
                isComplete ? <Moment ms={madeMs} /> : t("system.backups.running"),
            },
            { title: t("system.backups.size"), isNumeric: true, cell: (backup) => bytes(backup.bytes) },
          ]}
        />
      )}
      <div class="card-foot">
        <Form action="/system/backups" fields={[]}>
          <Button>{t("system.backups.make")}</Button>
        </Form>
      </div>
    </Card>
  );
}
