import { encodeUtf8 } from "../base/bytes.ts";
import { HeaderList } from "../base/header_list.ts";

/** `parameters` of an error. */
export interface ErrorParameters {
  /** Seconds to wait before the next try; all 429s carry it. */
  readonly retry_after?: number;
  /** Id of the supergroup a group became. */
  readonly migrate_to_chat_id?: number;
}

/** The official server said no. Its `code` is also the HTTP status. */
export class TelegramError extends Error {
  override readonly name = "TelegramError";
  readonly code: number;
  readonly description: string;
  readonly parameters: ErrorParameters | undefined;

  constructor(code: number, description: string, parameters?: ErrorParameters) {
    super(`${code} ${description}`);
    this.code = code;
    this.description = description;
    this.parameters = parameters;
  }
}

/** Descriptions that libraries compare with, to the letter. */
export const descriptions = {
  invalidToken: "Unauthorized: invalid token specified",
  misdirected: "Misdirected Request: unallowed token specified",
  unauthorized: "Unauthorized",
  consumerDisabled:
    "Forbidden: this consumer of BotMux is disabled; enable it in the console or with botmux consumer enable",
  notFound: "Not Found",
  methodNotFound: "Not Found: method not found",
  tooLarge: "Request Entity Too Large",
  terminatedByGetUpdates:
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
  terminatedBySetWebhook: "Conflict: terminated by setWebhook request",
  terminatedByOtherSetWebhook: "Conflict: terminated by other setWebhook",
  webhookActive:
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
} as const;

/** 403 for a consumer that an owner has disabled. */
export function disabledError(): TelegramError {
  return new TelegramError(403, descriptions.consumerDisabled);
}

/** 429 in all three forms a library may look for: the text, `parameters.retry_after`, and the header. */
export function tooManyRequests(retryAfterSec: number): TelegramError {
  return new TelegramError(429, `Too Many Requests: retry after ${retryAfterSec}`, {
    retry_after: retryAfterSec,
  });
}

/** Content type of every answer of the Bot API. */
export const jsonContentType = "application/json";

/** The answer `{"ok":true,"result":…}`; webhook calls also carry a top-level `description`. */
export function toOkEnvelope(result: unknown, description?: string): object {
  return { ok: true, result, ...(description === undefined ? {} : { description }) };
}

/** The answer of a refused call: HTTP status = `error_code`, `Retry-After` with a 429. */
export function errorResponse(error: TelegramError): Response {
  return new Response(JSON.stringify(toErrorEnvelope(error)), {
    status: error.code,
    headers: [...errorHeaders(error)],
  });
}

/** The headers that the answer of a refused call has. */
export function errorHeaders({ parameters }: TelegramError): HeaderList {
  const headers = HeaderList.of(["content-type", jsonContentType]);
  if (parameters?.retry_after !== undefined) headers.append("retry-after", String(parameters.retry_after));
  return headers;
}

/** The JSON object that a refused call is answered with. */
export function toErrorEnvelope({ code, description, parameters }: TelegramError): object {
  return { ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) };
}

/** Bytes before the first update in an answer to getUpdates. */
export const updatesPrefix: Uint8Array = encodeUtf8('{"ok":true,"result":[');
/** Bytes after the last update in an answer to getUpdates. */
export const updatesSuffix: Uint8Array = encodeUtf8("]}");
