/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Button } from "../components/button.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** An access token without its text. */
export interface ShownToken {
  readonly id: number;
  readonly label: string;
  readonly consumer: string;
  /** What it is limited to; `undefined` for no limit. */
  readonly methods: readonly string[] | undefined;
  readonly chats: readonly number[] | undefined;
  readonly updates: readonly string[] | undefined;
  readonly addedMs: number;
}

/** What the list of access tokens shows. */
export interface TokenTableProps {
  readonly botId: number;
  readonly tokens: readonly ShownToken[];
}

/** Access tokens with what they may do, and a way to revoke each. */
export function TokenTable({ botId, tokens }: TokenTableProps): JSX.Element {
  const { t } = useLocale();
  const mayChange = useMay("manager");
  return (
    <Table<ShownToken>
      caption={t("tokens.title")}
      rows={tokens}
      rowId={({ id }) => `token-${id}`}
      columns={[
        {
          title: t("tokens.label"),
          isName: true,
          cell: ({ label, id }) => label === "" ? <code translate="no">{id}</code> : <Name>{label}</Name>,
        },
        {
          title: t("bot.consumer"),
          cell: ({ consumer }) => (
            <a href={`/bots/${botId}/consumers/${consumer}`}>
              <Name>{consumer}</Name>
            </a>
          ),
        },
        { title: t("tokens.scope"), cell: (token) => <TokenScope {...token} /> },
        { title: t("tokens.added"), cell: ({ addedMs }) => <Moment ms={addedMs} /> },
        ...mayChange
          ? [{
            title: t("shell.actions"),
            cell: ({ id }: ShownToken) => (
              <form method="post" action={`/bots/${botId}/tokens/${id}/revoke`}>
                <Button look="quiet">{t("tokens.revoke")}</Button>
              </form>
            ),
          }]
          : [],
      ]}
    />
  );
}

function TokenScope({ methods, chats, updates }: ShownToken): JSX.Element {
  const { t } = useLocale();
  const limits = [
    [t("tokens.methods"), methods],
    [t("tokens.chats"), chats],
    [t("tokens.updates"), updates],
  ] as const;
  const set = limits.filter(([, values]) => values !== undefined);
  if (set.length === 0) return <span class="muted">{t("tokens.scope.all")}</span>;
  return (
    <ul>
      {set.map(([label, values = []]) => (
        <li>
          {label}: <span translate="no">{values.join(", ")}</span>
        </li>
      ))}
    </ul>
  );
}
