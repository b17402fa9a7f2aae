/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { AuditAnswer } from "../../http/api/audit_wire.ts";
import { Badge } from "../components/badge.tsx";
import type { NamedBot } from "../components/bot_choice.tsx";
import { Card } from "../components/card.tsx";
import { Choice } from "../components/choice.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { FilterField, Filters } from "../components/filters.tsx";
import { Icon } from "../components/icon.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { Pager } from "../components/pager.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { isKnownAction } from "./action_texts.ts";

/** Something that was done, or tried. */
type Entry = Static<typeof AuditAnswer>;

/** What {@linkcode AuditFilters.who} finds somebody by. */
export function toWho({ kind, id }: Pick<Entry["actor"], "kind" | "id">): string {
  return `${kind}-${id}`;
}

/** What is looked for; empty where everything is let through. */
export interface AuditFilters {
  readonly who: string;
  readonly action: string;
  readonly bot: string;
  readonly result: string;
  readonly since: string;
  readonly until: string;
}

/** Somebody who may have done something. */
export interface AuditActor {
  readonly who: string;
  readonly kind: Entry["actor"]["kind"];
  readonly name: string;
}

/** The audit log. */
interface Shown {
  readonly entries: readonly Entry[];
  readonly filters: AuditFilters;
  readonly actors: readonly AuditActor[];
  readonly bots: readonly NamedBot[];
  /** Address of what comes after; `undefined` at the end. */
  readonly next: string | undefined;
  /** Address of the newest; `undefined` there. */
  readonly newest: string | undefined;
  readonly exportHref: string;
}

/** Who did what, when, from where, and what came of it. */
export function AuditView(props: Shown): JSX.Element {
  const { entries, filters, next, newest, exportHref } = props;
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("audit.title")} lead={t("audit.lead")}>
        <a class="button button-plain" href={exportHref} download="audit.jsonl">
          <Icon name="download" />
          <span>{t("audit.export")}</span>
        </a>
      </PageHeader>
      <AuditFilterForm {...props} />
      {entries.length === 0 ? <NothingFound filters={filters} /> : (
        <Card isFlush>
          <EntryTable entries={entries} />
        </Card>
      )}
      <Pager previous={newest} next={next} />
    </>
  );
}

function AuditFilterForm({ filters, actors, bots }: Shown): JSX.Element {
  const { t } = useLocale();
  const isActive = Object.values(filters).some((value) => value !== "");
  const nameOf = ({ kind, name }: AuditActor) => name === "" ? t(`audit.kind.${kind}`) : name;
  return (
    <Filters action="/audit" isActive={isActive}>
      <Choice
        name="who"
        label={t("audit.who")}
        value={filters.who}
        options={[
          { value: "", label: t("audit.everybody") },
          ...actors.map((actor) => ({ value: actor.who, label: nameOf(actor), isName: actor.name !== "" })),
        ]}
      />
      <FilterField name="action" label={t("audit.what")} value={filters.action} maxlength={100} />
      <Choice
        name="bot"
        label={t("audit.bot")}
        value={filters.bot}
        options={[
          { value: "", label: t("audit.bot.any") },
          ...bots.map(({ id, name }) => ({ value: String(id), label: name, isName: true })),
        ]}
      />
      <Choice
        name="result"
        label={t("audit.result")}
        value={filters.result}
        options={[
          { value: "", label: t("audit.result.any") },
          { value: "done", label: t("audit.result.done") },
          { value: "refused", label: t("audit.result.refused") },
        ]}
      />
      <FilterField name="since" label={t("audit.since")} value={filters.since} type="date" />
      <FilterField name="until" label={t("audit.until")} value={filters.until} type="date" />
    </Filters>
  );
}

function NothingFound({ filters }: { readonly filters: AuditFilters }): JSX.Element {
  const { t } = useLocale();
  const isActive = Object.values(filters).some((value) => value !== "");
  return (
    <EmptyState icon="audit" title={t(isActive ? "audit.none.found" : "audit.none")}>
      <p>{t(isActive ? "audit.none.found.hint" : "audit.none.hint")}</p>
    </EmptyState>
  );
}

function EntryTable({ entries }: { readonly entries: readonly Entry[] }): JSX.Element {
  const { t } = useLocale();
  return (
    <Table<Entry>
      caption={t("audit.entries")}
      rows={entries}
      rowId={({ id }) => `entry-${id}`}
      columns={[
        {
          title: t("audit.what"),
          isName: true,
          cell: ({ action }) => <Action action={action} />,
        },
        { title: t("audit.when"), cell: ({ at }) => <Moment at={at} /> },
        { title: t("audit.who"), cell: ({ actor }) => <Actor {...actor} /> },
        {
          title: t("audit.on"),
          cell: ({ target }) => <code class="quiet-code" translate="no">{target}</code>,
        },
        {
          title: t("audit.from"),
          cell: ({ address }) =>
            address === "" ? null : <code class="quiet-code audit-address" translate="no">{address}</code>,
        },
        { title: t("audit.result"), cell: ({ status }) => <Result status={status} /> },
      ]}
    />
  );
}

/** What was done, in words where this version knows it, and as the audit log spells it. */
function Action({ action }: Pick<Entry, "action">): JSX.Element {
  const { t } = useLocale();
  return (
    <a class="plain-link" href={`/audit?action=${encodeURIComponent(action)}`}>
      {isKnownAction(action) && (
        <>
          {t(`audit.do.${action}`)}
          <br />
        </>
      )}
      <code class="quiet-code whole" translate="no">{action}</code>
    </a>
  );
}

function Actor({ kind, name, id }: Entry["actor"]): JSX.Element {
  const { t } = useLocale();
  return (
    <a class="plain-link" href={`/audit?who=${encodeURIComponent(toWho({ kind, id }))}`}>
      {name === "" ? null : (
        <>
          <Name>{name}</Name>
          <br />
        </>
      )}
      <span class="hint whole">{t(`audit.kind.${kind}`)}</span>
    </a>
  );
}

function Result({ status }: { readonly status: number }): JSX.Element {
  const { t } = useLocale();
  const [tone, key] = status < 400
    ? ["good", "audit.done"] as const
    : status < 500
    ? ["warn", "audit.refused"] as const
    : ["bad", "audit.failed"] as const;
  return (
    <span title={t("audit.status", { status: String(status) })}>
      <Badge tone={tone}>{t(key)}</Badge>
    </span>
  );
}
