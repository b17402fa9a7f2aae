/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { type AgentAccess, agentClients, toClientLine } from "../../registry/agent_clients.ts";
import { CodeLine } from "../components/code_line.tsx";
import { useLocale } from "../language/locale_context.ts";

/** The same in every language. */
const products = { "claude-code": "Claude Code", openclaw: "OpenClaw" } as const;

/** What to paste into each kind of client. */
export function AgentClients(access: AgentAccess): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      {agentClients.map((client) => (
        <div class="library-group">
          <h3>
            {client === "claude-code" || client === "openclaw"
              ? <span translate="no">{products[client]}</span>
              : t(`agents.clients.${client}`)}
          </h3>
          <CodeLine text={toClientLine(client, access)} />
        </div>
      ))}
    </>
  );
}
