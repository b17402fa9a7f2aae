/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { BrowserName } from "./browser_name.tsx";
import { Moment } from "../components/moment.tsx";
import { type Column, Table } from "../components/table.tsx";

/** A browser in which an operator is signed in. */
export interface ShownSession {
  readonly id: number;
  readonly address: string;
  readonly userAgent: string;
  readonly beganMs: number;
  readonly seenMs: number;
  readonly isThis: boolean;
}

/** Where somebody is signed in. */
export interface SessionTableProps {
  readonly sessions: readonly ShownSession[];
  readonly caption: string;
  /** What can be done with each; absent where nothing can. */
  readonly action?: (session: ShownSession) => Child;
}

/** Browsers in which somebody is signed in. */
export function SessionTable({ sessions, caption, action }: SessionTableProps): JSX.Element {
  const { t } = useLocale();
  const columns: Column<ShownSession>[] = [
    {
      title: t("account.sessions.browser"),
      isName: true,
      cell: ({ userAgent, isThis }) => (
        <>
          <BrowserName userAgent={userAgent} />
          {isThis ? <span class="badge badge-good">{t("account.sessions.this")}</span> : null}
        </>
      ),
    },
    { title: t("account.sessions.address"), cell: ({ address }) => <code translate="no">{address}</code> },
    { title: t("account.sessions.began"), cell: ({ beganMs }) => <Moment ms={beganMs} /> },
    { title: t("account.sessions.seen"), cell: ({ seenMs }) => <Moment ms={seenMs} /> },
    ...(action === undefined ? [] : [{ title: t("shell.actions"), cell: action }]),
  ];
  return (
    <Table<ShownSession>
      caption={caption}
      rows={sessions}
      rowId={({ id }) => `session-${id}`}
      columns={columns}
    />
  );
}
