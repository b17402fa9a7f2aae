import {
  createMcpHandler,
  localhostAllowedOrigins,
  originValidationResponse,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type Tool as ListedTool,
} from "@modelcontextprotocol/server";
import type { Agent } from "./agent.ts";
import { callTool } from "./call_tool.ts";
import { CallBounds } from "./call_bounds.ts";
import { describeServer } from "./instructions.ts";
import type { McpPorts } from "./ports.ts";
import type { Tool } from "./tool.ts";
import { tools } from "./tools.ts";

/** How often a call that waits writes a comment; Deno notices only then that a client has hung up. */
const keepAliveMs = 5_000;
const toolList = tools.map(describeTool);

/** Whose request it is, and where it came from. */
interface Visit {
  readonly agent: Agent;
  /** IP address. */
  readonly address: string;
}

/** Answers a request to `/mcp`; `address` is the client's IP address. */
export type McpEndpoint = (request: Request, address: string) => Promise<Response>;

/**
 * The Model Context Protocol over streamable HTTP, without sessions: each request is answered by a server of its own,
 * in the revision that the client speaks, and holds nothing when it is over.
 */
export function createMcpEndpoint(ports: McpPorts): McpEndpoint {
  const bounds = new CallBounds();
  const { logger, publicUrl } = ports;
  const origins = [
    ...localhostAllowedOrigins(),
    ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
  ];
  const openHandler = (visit: Visit) =>
    createMcpHandler(() => createServer(ports, bounds, visit), {
      responseMode: "sse",
      keepAliveMs,
      onerror: (error) => logger.debug("MCP request not served", { bot: visit.agent.botId, error }),
    });
  return async (request, address) => {
    const foreign = originValidationResponse(request, origins);
    if (foreign !== undefined) return foreign;
    const agent = findAgent(request, ports);
    return agent === undefined ? unauthorized() : await openHandler({ agent, address }).fetch(request);
  };
}

function createServer(ports: McpPorts, bounds: CallBounds, { agent, address }: Visit): Server {
  const server = new Server({ name: "botmux", title: "BotMux", version: ports.version }, {
    capabilities: { tools: {} },
    instructions: describeServer(agent),
    jsonSchemaValidator: {
      getValidator() {
        throw new Error("Clients are asked nothing that would have to be validated");
      },
    },
  });
  server.setRequestHandler("tools/list", () => ({ tools: toolList }));
  server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (tool === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, "There is no such tool");
    const signal = AbortSignal.any([mcpReq.signal, ports.stopping]);
    const call = { agent, ports, signal };
    return await bounds.run(agent.accessTokenId, () => callTool(tool, call, params.arguments, address));
  });
  return server;
}

/** A tool as clients are told of it. */
function describeTool({ name, title, description, input, hints }: Tool): ListedTool {
  // As plain JSON, which a schema of TypeBox is when it is written.
  const inputSchema: ListedTool["inputSchema"] = JSON.parse(JSON.stringify(input));
  return { name, title, description, inputSchema, annotations: { ...hints, openWorldHint: true } };
}

function findAgent({ headers }: Request, ports: McpPorts): Agent | undefined {
  const token = /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  return token === undefined ? undefined : ports.findAgent(token);
}

function unauthorized(): Response {
  const message =
    "Send an access token of BotMux as Authorization: Bearer. A bot's own token is not accepted here.";
  const body = { jsonrpc: "2.0", id: null, error: { code: -32001, message } };
  return Response.json(body, { status: 401, headers: { "www-authenticate": 'Bearer realm="BotMux"' } });
}
