import Type from "typebox";
import { usageError } from "../base/errors.ts";
import { type AgentAccess, type AgentClient, agentClients, toClientLine } from "../registry/agent_clients.ts";
import { addAgent } from "../registry/agents.ts";
import { agent, type AgentPlan } from "../registry/entities/agent.ts";
import { fieldsOf, omitFields } from "../registry/entities/entity.ts";
import Value from "typebox/value";
import { ApiClient } from "./api_client.ts";
import type { Command, CommandInput } from "./command.ts";
import { entityFlags, readEntityFlags } from "./entity_flags.ts";
import { botFlag, findBot, pickBot } from "./find_bot.ts";
import { textOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";
import { listRemoteBots } from "./remote_bots.ts";
import { findServerAddress, urlFlag } from "./server_address.ts";

const limits = omitFields(agent, ["name"]);

/** `botmux agent add` */
export const agentAdd: Command = {
  words: "agent add",
  summary: "Create an AI agent: a consumer and an access token for the tools at /mcp",
  positionals: ["NAME"],
  flags: [
    botFlag,
    ...entityFlags(limits),
    {
      name: "new-topic",
      placeholder: "TITLE",
      description: "Create a forum topic in the chat and limit the agent to it; asks a running BotMux",
    },
    urlFlag,
  ],
  settings: [...registrySettings, "listen", "tlsCertFile"],
  run: createAgent,
};

async function createAgent(input: CommandInput): Promise<number> {
  const [name = ""] = input.positionals;
  if (!Value.Check(agent.name.schema, name)) {
    throw usageError("agent_name_missing", { usage: "add NAME, of letters a-z, digits, '-' and '_'" });
  }
  const plan = { name, ...readEntityFlags(limits, input) };
  const { url } = findServerAddress(input);
  const title = textOf(input.flags, "new-topic");
  if (title !== undefined) {
    showAgent(input, { name, url, token: await addRemotely(input, plan, title) });
    return 0;
  }
  return await withRegistry(input, async (registry) => {
    const bot = findBot(registry, textOf(input.flags, "bot"));
    const { token } = await addAgent(registry, bot.id, plan);
    showAgent(input, { name, url, token });
  });
}

/** Creating a topic is a call of the bot, which only a running BotMux makes. Gives the token. */
async function addRemotely(input: CommandInput, plan: AgentPlan, title: string): Promise<string> {
  const { chats: [chat, ...others] = [], ...rest } = plan;
  if (chat === undefined || others.length > 0) throw usageError("agent_topic_chat_missing");
  const api = new ApiClient(input);
  const bot = pickBot(await listRemoteBots(api), textOf(input.flags, "bot"));
  const body = Object.fromEntries(
    fieldsOf(agent).map(([field, { wire }]) => [wire, Reflect.get(rest, field)] as const),
  );
  const answer = Type.Object({ token: Type.String() });
  const asked = { ...body, new_topic: { chat, name: title } };
  return (await api.post(`/bots/${bot.id}/agents`, answer, asked)).token;
}

const clientTitles: Readonly<Record<AgentClient, string>> = {
  "claude-code": "Claude Code:",
  openclaw: "OpenClaw:",
  http: "Any MCP client, over HTTP:",
  stdio: "Any MCP client, on standard input and output:",
};

/** What to give to the agent, this once. */
function showAgent({ host }: CommandInput, access: AgentAccess): void {
  host.stdout(`Agent ${access.name}. Its access token is shown this once:`);
  host.stdout("");
  host.stdout(`  MCP server  ${access.url}/mcp`);
  host.stdout(`  token       ${access.token}`);
  for (const client of agentClients) {
    host.stdout("");
    host.stdout(clientTitles[client]);
    host.stdout(`  ${toClientLine(client, access)}`);
  }
}
