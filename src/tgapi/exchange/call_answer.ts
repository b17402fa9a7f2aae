import { decodeUtf8 } from "../../base/bytes.ts";
import type { HttpResponse } from "../../base/http_message.ts";
import { type ErrorParameters, TelegramError } from "../../telegram/envelope.ts";
import { parseJsonObject } from "./json_object.ts";
import { readShortBody } from "./short_body.ts";
import { errorForStatus } from "./upstream_failure.ts";

/** Upstream's answer to a call, taken apart. */
export type CallAnswer =
  /** It was carried out. `result` is `undefined` when it is no JSON, or longer than {@linkcode maxResultBytes}. */
  | { readonly ok: true; readonly result: unknown }
  /** It was not; no token is in the error's words. */
  | { readonly ok: false; readonly error: TelegramError };

/** Maximum bytes of an answer that is read: 50 administrators with long names stay far below. */
const maxResultBytes = 1024 * 1024;

/** Takes an answer apart; the rest of one that is too long is given up. */
export async function readCallAnswer(
  answer: Pick<HttpResponse, "status" | "body">,
  signal: AbortSignal,
): Promise<CallAnswer> {
  const bytes = await readShortBody(answer.body, signal, maxResultBytes);
  const envelope = bytes === undefined ? undefined : parseJsonObject(decodeUtf8(bytes));
  if (envelope?.ok === false) return { ok: false, error: toError(envelope, answer.status) };
  if (answer.status < 300) return { ok: true, result: envelope?.result };
  return { ok: false, error: errorForStatus(answer.status, null) };
}

function toError(envelope: Readonly<Record<string, unknown>>, status: number): TelegramError {
  const { error_code: code, description, parameters } = envelope;
  return new TelegramError(
    typeof code === "number" ? code : status,
    typeof description === "string" ? description : "",
    toParameters(parameters),
  );
}

function toParameters(parameters: unknown): ErrorParameters | undefined {
  if (typeof parameters !== "object" || parameters === null) return undefined;
  const { retry_after, migrate_to_chat_id } = parameters as Readonly<Record<string, unknown>>; // Any object may be asked for a member.
  return {
    ...(typeof retry_after === "number" ? { retry_after } : {}),
    ...(typeof migrate_to_chat_id === "number" ? { migrate_to_chat_id } : {}),
  };
}
