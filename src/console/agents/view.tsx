/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { AgentList } from "../../http/api/agents.ts";
import type { AgentAccess } from "../../registry/agent_clients.ts";
import { agent } from "../../registry/entities/agent.ts";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { Pager } from "../components/pager.tsx";
import { keptNamesOf } from "../forms/entity_controls.ts";
import { EntityFields } from "../forms/entity_fields.tsx";
import { useLocale } from "../language/locale_context.ts";
import { useMay } from "../visitor_context.ts";
import { AgentClients } from "./agent_clients.tsx";
import { AgentTable } from "./agent_table.tsx";

/** Fields of the form for a new agent. */
export const agentFields: readonly string[] = [...keptNamesOf(agent), "new_topic"];

/** What the page shows. */
interface Shown {
  readonly botId: number;
  readonly list: Static<typeof AgentList>;
  /** An agent that was made just now. */
  readonly added: AgentAccess | undefined;
}

/** Every AI agent of a bot, and a form for a new one. */
export function AgentsView({ botId, list: { items, next }, added }: Shown): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      {added === undefined ? null : (
        <Card title={t("agents.new")} hint={t("connect.token.once")}>
          <CodeLine text={added.token} />
          <AgentClients {...added} />
        </Card>
      )}
      <p class="lead">{t("agents.hint")}</p>
      {items.length === 0
        ? <EmptyState icon="bot" title={t("agents.none")} />
        : (
          <Card title={t("agents.title")} isFlush>
            <AgentTable botId={botId} agents={items} />
          </Card>
        )}
      <Pager next={next === null ? undefined : `/bots/${botId}/agents?after=${next}`} />
      {useMay("manager") ? <NewAgent botId={botId} /> : null}
    </>
  );
}

function NewAgent({ botId }: Pick<Shown, "botId">): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("agents.make")} id="make">
      <Form action={`/bots/${botId}/agents`} fields={agentFields}>
        <EntityFields entity={agent} label={(name) => `agents.${name}`} />
        <Field
          name="new_topic"
          label={t("agents.new-topic")}
          hint={t("agents.new-topic.hint")}
          isOptional
          maxlength={128}
        />
        <Button look="main">{t("agents.make")}</Button>
      </Form>
    </Card>
  );
}
