import { fault } from "../faults/fault.ts";
import { decodeUtf8 } from "../base/bytes.ts";
import { parseBotApiJson } from "../telegram/bot_api_json.ts";
import { type ErrorParameters, TelegramError } from "../telegram/envelope.ts";
import { retryAfterIn } from "../telegram/telegram_meaning.ts";
import type { PlainAnswer } from "./decode_answer.ts";
import { UpstreamUnreachable } from "./upstream_error.ts";

/**
 * Lets an answer with status 200 pass.
 *
 * @throws {TelegramError} when the Bot API refused. A 429 carries `retry_after`, wherever upstream wrote it: in the
 * parameters, in the `Retry-After` header or only in the text.
 * @throws {UpstreamUnreachable} when something else answered: a gateway, or another program than the Bot API.
 */
export function throwIfRefused({ status, retryAfter, bytes }: PlainAnswer, host: string): void {
  if (status === 200) return;
  const refusal = parseRefusal(bytes);
  if (refusal !== undefined) {
    throw toTelegramError(refusal, status, retryAfter);
  }
  if (status === 429) throw toTelegramError({}, status, retryAfter);
  const code = status < 500 ? "not_a_bot_api" : "gateway_error";
  throw new UpstreamUnreachable(`HTTP ${status}`, fault(code, { host, status }));
}

/** The error that an answer `{"ok":false,…}` stands for. */
export function toTelegramError(
  refusal: Readonly<Record<string, unknown>>,
  status: number,
  retryAfter: string | undefined,
): TelegramError {
  const code = typeof refusal.error_code === "number" ? refusal.error_code : status;
  const description = typeof refusal.description === "string" ? refusal.description : `HTTP ${status}`;
  const parameters = readParameters(refusal.parameters);
  if (code !== 429 || parameters?.retry_after !== undefined) {
    return new TelegramError(code, description, parameters);
  }
  const seconds = Number(retryAfter ?? retryAfterIn(description) ?? NaN);
  return new TelegramError(code, description, {
    ...parameters,
    ...(seconds >= 0 ? { retry_after: seconds } : {}),
  });
}

function parseRefusal(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const value = parseBotApiJson(decodeUtf8(bytes));
  return isRecord(value) && value.ok === false ? value : undefined;
}

function readParameters(value: unknown): ErrorParameters | undefined {
  if (!isRecord(value)) return undefined;
  const { retry_after, migrate_to_chat_id } = value;
  return {
    ...(typeof retry_after === "number" && retry_after >= 0 ? { retry_after } : {}),
    ...(typeof migrate_to_chat_id === "number" ? { migrate_to_chat_id } : {}),
  };
}

/** Whether `value` is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
