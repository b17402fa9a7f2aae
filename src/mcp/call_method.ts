import { encodeUtf8 } from "../base/bytes.ts";
import type { JsonRecord } from "../base/json_value.ts";
import { jsonContentType } from "../telegram/envelope.ts";
import type { WholeBody } from "../telegram/parameters.ts";
import type { ToolCall } from "./tool.ts";

/**
 * Calls a method of the Bot API with the agent's token.
 *
 * @returns the result, unchecked.
 * @throws {TelegramError} when it is refused.
 */
export async function callMethod(
  { agent, ports, signal }: ToolCall,
  method: string,
  parameters: JsonRecord | WholeBody,
): Promise<unknown> {
  const body = isBody(parameters)
    ? parameters
    : { contentType: jsonContentType, bytes: encodeUtf8(JSON.stringify(parameters)) };
  const answer = await ports.callBot(agent, method, body, signal);
  if (!answer.ok) throw answer.error;
  return answer.result;
}

function isBody(parameters: JsonRecord | WholeBody): parameters is WholeBody {
  return parameters.bytes instanceof Uint8Array;
}
