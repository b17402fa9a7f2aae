/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { HealthReason } from "../../health/reason.ts";
import type { BackupList } from "../../http/api/backups.ts";
import type { SystemAnswer } from "../../http/api/system.ts";
import type { BotStatus } from "../../http/status.ts";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { Facts, Figures } from "../components/figure.tsx";
import { Form } from "../components/form.tsx";
import { byHealth, HealthBadge, HealthReasons } from "../components/health_badge.tsx";
import { Live } from "../components/live.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { SystemTabs } from "./tabs.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";

type System = Static<typeof SystemAnswer>;

/** What health there is to show. */
interface AllHealth {
  /** What is wrong with BotMux as a whole. */
  readonly reasons: readonly HealthReason[];
  readonly bots: readonly BotStatus[];
}

/** Version, health, memory, disk and backups. */
export function SystemView(
  { system, reasons, bots, backups, origin }: AllHealth & {
    readonly system: System;
    /** `undefined` for those who may not make any. */
    readonly backups: Static<typeof BackupList> | undefined;
    /** Scheme, host and port of the console. */
    readonly origin: string;
  },
): JSX.Element {
  const { t } = useLocale();
  const { version, runtime: { name, version: ofRuntime } } = system;
  return (
    <>
      <PageHeader
        title={t("system.title")}
        lead={<span translate="no">{t("system.lead", { version, runtime: `${name} ${ofRuntime}` })}</span>}
      />
      <SystemTabs current="state" hasLog={backups !== undefined} />
      <Live id="system" href="/system" events={["bot", "health", "updates", "lag", "reset"]} everySec={5}>
        <Summary {...system} />
        <div class="columns">
          <HealthCard reasons={reasons} bots={bots} />
          <StorageCard {...system} />
        </div>
      </Live>
      {backups === undefined ? null : <BackupCard backups={backups.items} />}
      <Card title={t("system.metrics")} hint={t("system.metrics.hint")}>
        <CodeLine text={`curl -H 'Authorization: Bearer bmx_…' ${origin}/metrics`} />
      </Card>
    </>
  );
}

function Summary({ started_at, memory, disk, waiting_polls }: System): JSX.Element {
  const { t, bytes, number } = useLocale();
  return (
    <Figures
      items={[
        { label: t("system.uptime"), value: <Moment at={started_at} /> },
        {
          label: t("system.memory"),
          value: bytes(memory.resident_bytes),
          hint: t("system.memory.rings", { bytes: bytes(memory.ring_bytes) }),
        },
        { label: t("system.disk"), value: bytes(totalBytes(disk)) },
        { label: t("system.polls"), value: number(waiting_polls), hint: t("system.polls.hint") },
      ]}
    />
  );
}

function totalBytes({ journal_bytes, database_bytes, archive_bytes, files_bytes }: System["disk"]): number {
  return journal_bytes + database_bytes + archive_bytes + files_bytes;
}

function HealthCard({ bots, reasons }: AllHealth): JSX.Element {
  const { t } = useLocale();
  const unhealthy = bots.filter(({ report }) => report.level !== "healthy").sort(byHealth);
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
        {unhealthy.map((status) => (
          <li class="bot-health" id={`unhealthy-${status.bot.id}`}>
            <div class="row">
              <a class="strong-link" href={`/bots/${status.bot.id}`}>
                <Name>{status.bot.name || status.bot.username || String(status.bot.id)}</Name>
              </a>
              <HealthBadge {...status} />
            </div>
            <HealthReasons reasons={status.report.reasons} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function StorageCard({ disk }: System): JSX.Element {
  const { t, bytes } = useLocale();
  const max = Math.max(totalBytes(disk), 1);
  const parts = [
    ["system.storage.journal", disk.journal_bytes],
    ["system.storage.archive", disk.archive_bytes],
    ["system.storage.files", disk.files_bytes],
    ["system.storage.database", disk.database_bytes],
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

function BackupCard({ backups }: { readonly backups: Static<typeof BackupList>["items"] }): JSX.Element {
  const { t, bytes } = useLocale();
  return (
    <Card title={t("system.backups")} hint={t("system.backups.hint")} isFlush>
      {backups.length === 0
        ? <p class="card-text muted">{t("system.backups.none")}</p>
        : (
          <Table<(typeof backups)[number]>
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
                cell: ({ name, state }) =>
                  state === "complete" ? <Moment at={toMoment(name)} /> : t("system.backups.running"),
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

/** When a backup was made, which its name tells: a moment with `-` for `:`. */
function toMoment(name: string): string {
  return name.replace(/T(\d\d)-(\d\d)-/, "T$1:$2:");
}
