/** The tools for AI agents, loaded when `/mcp` is first asked for. */
import type { AuditLog } from "../../account/audit_log.ts";
import { HeaderList } from "../../base/header_list.ts";
import type { McpEndpoint } from "../../mcp/mcp_endpoint.ts";
import type { Agent } from "../../mcp/agent.ts";
import type { McpPorts } from "../../mcp/ports.ts";
import type { Registry } from "../../registry/registry.ts";
import type { WholeBody } from "../../telegram/parameters.ts";
import type { CallService } from "../../tgapi/door/call_service.ts";
import type { CallerLookup } from "../../tgapi/door/ports.ts";
import { readCallAnswer } from "../../tgapi/exchange/call_answer.ts";

/** What the tools are plugged into. */
interface AgentToolsOptions extends Omit<McpPorts, "findAgent" | "callBot" | "audit"> {
  readonly registry: Registry;
  readonly audit: AuditLog;
  readonly lookup: Pick<CallerLookup, "find">;
  readonly service: CallService;
}

/** Answers requests to `/mcp`. */
export function createAgentTools({ registry, lookup, service, ...rest }: AgentToolsOptions): McpEndpoint {
  const ports: McpPorts = {
    ...rest,
    findAgent: (token) => findAgent(registry, lookup, token),
    callBot: (agent, method, body, signal) => callBot(service, agent, method, body, signal),
  };
  let endpoint: Promise<McpEndpoint> | undefined;
  const load = async () => (await import("../../mcp/mcp_endpoint.ts")).createMcpEndpoint(ports);
  return async (request, address) => await (await (endpoint ??= load()))(request, address);
}

function findAgent(
  registry: Registry,
  lookup: Pick<CallerLookup, "find">,
  token: string,
): Agent | undefined {
  const caller = lookup.find(token, undefined);
  if (caller?.accessTokenId === undefined) return undefined;
  const { botId, consumerId, accessTokenId, scope } = caller;
  const label = registry.accessToken(accessTokenId)?.label ?? "";
  const name = label === "" ? registry.consumer(consumerId)?.name ?? "" : label;
  return { botId, consumerId, accessTokenId, token, name, scope };
}

/** The call goes the way of a program's: its token in the path, everything checked there. */
async function callBot(
  service: CallService,
  { token }: Agent,
  method: string,
  { contentType, bytes }: WholeBody,
  signal: AbortSignal,
): ReturnType<McpPorts["callBot"]> {
  const answer = service.find(`/bot${token}/${method}`);
  if (answer === undefined) throw new Error("The Bot API does not answer its own path");
  const headers = HeaderList.of(["content-type", contentType], ["content-length", String(bytes.length)]);
  const response = await answer({ method: "POST", query: "", headers, body: bytes, signal });
  signal.throwIfAborted();
  return await readCallAnswer(response, signal);
}
