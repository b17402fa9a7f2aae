/** @jsxImportSource hono/jsx */
import Value from "typebox/value";
import { AgentList, AgentWithToken } from "../../http/api/agents.ts";
import { notFound } from "../../http/api/api_error.ts";
import type { AgentAccess } from "../../registry/agent_clients.ts";
import { agent } from "../../registry/entities/agent.ts";
import { framedByBot } from "../bot_frame/framed_by_bot.tsx";
import { readEntityForm } from "../forms/entity_controls.ts";
import type { FormFields, Page, Shown } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";
import { agentFields, AgentsView } from "./view.tsx";

/** `/bots/<bot id>/agents` */
export function agentsPage(ports: PagePorts): Page {
  return {
    path: "/bots/:bot/agents",
    role: "viewer",
    tab: "agents.title",
    show: (visit) => showAgents(ports, visit, undefined),
    forms: [{
      path: "/bots/:bot/agents",
      endpoint: "addAgent",
      keeps: [...agentFields],
      input: (fields, { botId }) => ({ path: { bot: botId }, body: toInput(fields) }),
      done(result, _, visit) {
        const { name, token } = Value.Parse(AgentWithToken, result);
        return showAgents(ports, visit, { name, token, url: visit.origin });
      },
    }, {
      path: "/bots/:bot/agents/:name/remove",
      endpoint: "removeAgent",
      input: (_, { botId, path }) => ({ path: { bot: botId, name: path.name ?? "" } }),
      done: (_, __, { botId }) => ({ to: `/bots/${botId}/agents`, said: "agents.said.removed" }),
    }],
  };
}

async function showAgents(ports: PagePorts, visit: Visit, added: AgentAccess | undefined): Promise<Shown> {
  const { botId, url } = visit;
  const status = ports.bot(botId);
  if (status === undefined) throw notFound("bot");
  const after = url.searchParams.get("after") ?? "";
  const list = await visit.read("listAgents", AgentList, {
    path: { bot: botId },
    query: Value.Check(agent.name.schema, after) ? { after } : {},
  });
  return framedByBot(visit, status, <AgentsView botId={botId} list={list} added={added} />);
}

/** A new topic is created in the chat that is named; the agent takes part in the topic alone. */
function toInput(fields: FormFields): Record<string, unknown> {
  const body = readEntityForm(agent, fields, { isWhole: true });
  const title = fields.get("new_topic").trim();
  if (title === "") return body;
  const { chats, ...rest } = body;
  const [chat = 0] = Array.isArray(chats) ? chats : [];
  return { ...rest, new_topic: { chat, name: title } };
}
