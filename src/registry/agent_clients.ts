/** Programs that an AI agent runs in, and the general forms of an MCP client's settings. */
export const agentClients = ["claude-code", "openclaw", "http", "stdio"] as const;
export type AgentClient = (typeof agentClients)[number];

/** How a client reaches BotMux as an agent. */
export interface AgentAccess {
  /** The agent's name. */
  readonly name: string;
  /** Where BotMux answers, without a slash at the end. */
  readonly url: string;
  readonly token: string;
}

/** What to paste for a client: a command, or a piece of its settings. */
export function toClientLine(client: AgentClient, { name, url, token }: AgentAccess): string {
  const server = `botmux-${name}`;
  const authorization = `Bearer ${token}`;
  const headers = { Authorization: authorization };
  switch (client) {
    case "claude-code":
      return `claude mcp add --transport http ${server} ${url}/mcp --header "Authorization: ${authorization}"`;
    case "openclaw":
      return `openclaw mcp set ${server} '${
        JSON.stringify({ url: `${url}/mcp`, transport: "streamable-http", headers })
      }'`;
    case "http":
      return JSON.stringify({ mcpServers: { [server]: { type: "http", url: `${url}/mcp`, headers } } });
    case "stdio":
      return JSON.stringify({
        mcpServers: {
          [server]: { command: "botmux", args: ["mcp", "--url", url], env: { BOTMUX_ACCESS_TOKEN: token } },
        },
      });
  }
}
