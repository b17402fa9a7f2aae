/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../locale_context.ts";
import { Moment } from "./moment.tsx";
import { type Column, Table } from "./table.tsx";

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
          <span translate="no" title={userAgent}>
            {toBrowser(userAgent) ?? t("account.sessions.unknown")}
          </span>
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

/** Browser and system of a `User-Agent`, as far as people know them. */
function toBrowser(userAgent: string): string | undefined {
  const browser = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((name) =>
    userAgent.includes(`${name}/`)
  );
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux"].find((name) =>
    userAgent.includes(name)
  );
  if (browser === undefined && system === undefined) {
    return userAgent === "" ? undefined : userAgent.slice(0, 40);
  }
  const known = { Edg: "Edge", OPR: "Opera" }[browser ?? ""] ?? browser;
  return [known, system === "Mac OS X" ? "macOS" : system].filter(Boolean).join(", ");
}
