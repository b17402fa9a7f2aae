import type { CallToolResult } from "@modelcontextprotocol/server";
import { asInteger, asRecord, type JsonRecord } from "../base/json_value.ts";
import { findSchemaFaults } from "../base/schema_fault.ts";
import { messageOf } from "../faults/fault.ts";
import { TelegramError } from "../telegram/envelope.ts";
import { type Tool, type ToolCall, ToolError } from "./tool.ts";
import { toRefusal, toToolResult } from "./tool_result.ts";

/** Most mistakes in the arguments that are told at once. */
const maxTold = 5;

/** Like nginx: the client closed the request. */
const clientGoneStatus = 499;

/**
 * Calls a tool and notes it in the audit log: who, which tool, which chat, how it ended, and no text.
 *
 * @throws the reason of the call's signal when that aborts.
 */
export async function callTool(
  tool: Tool,
  call: ToolCall,
  given: unknown,
  address: string,
): Promise<CallToolResult> {
  const input = asRecord(given) ?? {};
  let status = 500;
  try {
    checkInput(tool, given ?? {});
    const output = await tool.run(call, input);
    status = 200;
    return toToolResult(output);
  } catch (error) {
    if (call.signal.aborted) {
      status = clientGoneStatus;
      throw error;
    }
    const refusal = toForeseen(tool, call, error);
    status = refusal instanceof ToolError ? refusal.status : refusal.code;
    return toRefusal(refusal);
  } finally {
    await audit(tool, call, input, { address, status });
  }
}

/** What a client is told of an error; one that nobody foresaw is logged. */
function toForeseen({ name }: Tool, { agent, ports }: ToolCall, error: unknown): ToolError | TelegramError {
  if (error instanceof ToolError || error instanceof TelegramError) return error;
  ports.logger.error("MCP tool failed", { tool: name, bot: agent.botId, error });
  return new ToolError(500, "Internal error");
}

/** @throws {ToolError} when the arguments do not fit. */
function checkInput({ name, input }: Tool, given: unknown): void {
  const faults = [...findSchemaFaults(input, given)].slice(0, maxTold);
  if (faults.length === 0) return;
  const told = faults.map(({ pointer, fault }) => `${pointer.slice(1) || "arguments"}: ${messageOf(fault)}`);
  throw new ToolError(400, `Invalid arguments for ${name}. ${told.join("; ")}`);
}

async function audit(
  { action }: Tool,
  { agent, ports }: ToolCall,
  input: JsonRecord,
  { address, status }: { readonly address: string; readonly status: number },
): Promise<void> {
  const { botId, accessTokenId, name } = agent;
  try {
    await ports.audit.add({
      actor: { kind: "access-token", id: accessTokenId, name },
      action,
      target: toTarget(botId, input),
      botId,
      address,
      status,
    });
  } catch (error) {
    ports.logger.error("cannot write the audit log", { action, actor: accessTokenId, status, error });
  }
}

/** Path of what a call was about. */
function toTarget(botId: number, { chat_id, message_id }: JsonRecord): string {
  const chat = asInteger(chat_id);
  const message = asInteger(message_id);
  return `bots/${botId}${chat === 0 ? "" : `/chats/${chat}`}${message === 0 ? "" : `/messages/${message}`}`;
}
