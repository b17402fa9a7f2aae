/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { AgentList } from "../../http/api/agents.ts";
import { writablePlaces } from "../../registry/agents.ts";
import { Button } from "../components/button.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";

/** An AI agent without its token. */
type ListedAgent = Static<typeof AgentList>["items"][number];

/** AI agents with what they may do, and a way to delete each. */
export function AgentTable(
  { botId, agents }: { readonly botId: number; readonly agents: readonly ListedAgent[] },
): JSX.Element {
  const { t } = useLocale();
  const mayChange = useMay("manager");
  return (
    <Table<ListedAgent>
      caption={t("agents.title")}
      rows={agents}
      rowId={({ name }) => `agent-${name}`}
      columns={[
        {
          title: t("agents.name"),
          isName: true,
          cell: ({ name, consumer }) => (
            <a class="agent-name" href={`/bots/${botId}/consumers/${consumer}`}>
              <Name>{name}</Name>
            </a>
          ),
        },
        { title: t("agents.may"), cell: (agent) => <Permissions {...agent} /> },
        { title: t("tokens.added"), cell: ({ added_at }) => <Moment at={added_at} /> },
        { title: t("keys.used"), cell: ({ last_used_at }) => <Moment at={last_used_at} /> },
        ...mayChange
          ? [{
            title: t("shell.actions"),
            cell: ({ name }: ListedAgent) => (
              <form method="post" action={`/bots/${botId}/agents/${name}/remove`}>
                <Button look="quiet">{t("agents.remove")}</Button>
              </form>
            ),
          }]
          : [],
      ]}
    />
  );
}

function Permissions({ access_token, scope }: ListedAgent): JSX.Element {
  const { t } = useLocale();
  if (access_token === null) return <span class="muted">{t("agents.may.nothing")}</span>;
  const { reads, read_only, shadow } = scope;
  return (
    <ul>
      <Places title={t("agents.may.write")} places={writablePlaces(scope)} />
      <Places title={t("agents.may.read")} places={reads} />
      {read_only === true ? <li>{t("tokens.scope.readOnly")}</li> : null}
      {shadow === true ? <li>{t("tokens.scope.shadow")}</li> : null}
    </ul>
  );
}

function Places(
  { title, places }: { readonly title: string; readonly places: unknown },
): JSX.Element | null {
  if (!Array.isArray(places)) return null;
  return (
    <li>
      {title}: <span translate="no">{places.join(", ")}</span>
    </li>
  );
}
