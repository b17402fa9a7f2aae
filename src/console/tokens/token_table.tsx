/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { AccessTokenList } from "../../http/api/access_tokens.ts";
import { Button } from "../components/button.tsx";
import { Expiry } from "../components/expiry.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";
import { accessScope } from "../../registry/entities/access_token.ts";
import { givenFieldsOf } from "../../registry/entities/entity.ts";

/** An access token without its text. */
export type ListedToken = Static<typeof AccessTokenList>["items"][number];

/** Access tokens with what they may do, and a way to revoke each. */
export function TokenTable(
  { botId, tokens }: { readonly botId: number; readonly tokens: readonly ListedToken[] },
): JSX.Element {
  const { t } = useLocale();
  const mayChange = useMay("manager");
  return (
    <Table<ListedToken>
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
        { title: t("tokens.scope"), cell: ({ scope }) => <TokenScope scope={scope} /> },
        { title: t("tokens.added"), cell: ({ added_at }) => <Moment at={added_at} /> },
        { title: t("keys.used"), cell: ({ last_used_at }) => <Moment at={last_used_at} /> },
        { title: t("keys.valid"), cell: ({ expires_at }) => <Expiry at={expires_at} /> },
        ...mayChange
          ? [{
            title: t("shell.actions"),
            cell: ({ id }: ListedToken) => (
              <form method="post" action={`/bots/${botId}/tokens/${id}/revoke`}>
                <Button look="quiet" opens={`token-rotate-${id}`}>{t("tokens.rotate")}</Button>
                <Button look="quiet">{t("tokens.revoke")}</Button>
              </form>
            ),
          }]
          : [],
      ]}
    />
  );
}

function TokenScope({ scope }: Pick<ListedToken, "scope">): JSX.Element {
  const { t } = useLocale();
  const limits = givenFieldsOf(accessScope).flatMap(([name, { wire }]) => {
    const limit: unknown = scope[wire];
    const text = `tokens.scope.${name}` as const;
    return limit === undefined || limit === false ? [] : [{ text, items: Array.isArray(limit) ? limit : [] }];
  });
  if (limits.length === 0) return <span class="muted">{t("tokens.scope.all")}</span>;
  return (
    <ul>
      {limits.map(({ text, items }) => (
        <li>
          {t(text)}
          {items.length === 0 ? null : (
            <>
              : <span translate="no">{items.join(", ")}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
