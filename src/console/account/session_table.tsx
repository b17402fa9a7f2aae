/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { SessionList } from "../../http/api/session_wire.ts";
import { useLocale } from "../language/locale_context.ts";
import { BrowserName } from "./browser_name.tsx";
import { Moment } from "../components/moment.tsx";
import { type Column, Table } from "../components/table.tsx";

/** A browser in which an operator is signed in. */
export type ListedSession = Static<typeof SessionList>["items"][number];

/** Browsers in which somebody is signed in. */
export function SessionTable(
  { sessions, caption, action }: {
    readonly sessions: readonly ListedSession[];
    readonly caption: string;
    /** What can be done with each; absent where nothing can. */
    readonly action?: (session: ListedSession) => Child;
  },
): JSX.Element {
  const { t } = useLocale();
  const columns: Column<ListedSession>[] = [
    {
      title: t("account.sessions.browser"),
      isName: true,
      cell: ({ user_agent, is_this }) => (
        <>
          <BrowserName userAgent={user_agent} />
          {is_this ? <span class="badge badge-good">{t("account.sessions.this")}</span> : null}
        </>
      ),
    },
    { title: t("account.sessions.address"), cell: ({ address }) => <code translate="no">{address}</code> },
    { title: t("account.sessions.began"), cell: ({ added_at }) => <Moment at={added_at} /> },
    { title: t("account.sessions.seen"), cell: ({ last_seen_at }) => <Moment at={last_seen_at} /> },
    ...(action === undefined ? [] : [{ title: t("shell.actions"), cell: action }]),
  ];
  return (
    <Table<ListedSession>
      caption={caption}
      rows={sessions}
      rowId={({ id }) => `session-${id}`}
      columns={columns}
    />
  );
}
