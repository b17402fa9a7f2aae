/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { type AgentAccess, agentClients, toClientLine } from "../../registry/agent_clients.ts";
import { CodeLine } from "../components/code_line.tsx";
import { useLocale } from "../language/locale_context.ts";

/** What to paste into each kind of client. */
export function AgentClients(access: AgentAccess): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      {agentClients.map((client) => (
        <>
          <h3>{t(`agents.clients.${client}`)}</h3>
          <CodeLine text={toClientLine(client, access)} />
        </>
      ))}
    </>
  );
}
