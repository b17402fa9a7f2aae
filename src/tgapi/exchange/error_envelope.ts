import { decodeUtf8 } from "../../base/bytes.ts";
import type { CancelSignal } from "../../base/cancel_signal.ts";
import type { HttpResponse } from "../../base/http_message.ts";
import { parseJsonObject } from "./json_object.ts";
import { isPacked, unpackAnswer } from "./packed_answer.ts";
import { readShortBody } from "./short_body.ts";
import { errorForStatus } from "./upstream_failure.ts";

/**
 * An answer of upstream that libraries can read: errors with an empty body (the official server's parser) or an HTML
 * page (a front end) become Telegram's envelope with the same status.
 *
 * @throws {TelegramError} that stands for such an error, and what {@linkcode readShortBody} throws; other answers are
 * returned as they are.
 */
export async function withReadableError(
  answer: HttpResponse,
  signal: CancelSignal,
): Promise<HttpResponse> {
  if (answer.status < 400) return answer;
  const bytes = await readShortBody(answer.body, signal);
  const whole = { ...answer, body: bytes ?? null };
  if (await isReadable(whole, signal)) return whole;
  throw errorForStatus(answer.status, answer.headers.get("retry-after") ?? null);
}

/** Whether it is a JSON object; as it came, for whoever asked for compression can undo it. */
async function isReadable(answer: HttpResponse, signal: CancelSignal): Promise<boolean> {
  const { body } = isPacked(answer) ? await unpackAnswer(answer, signal) : answer;
  return body instanceof Uint8Array && parseJsonObject(decodeUtf8(body)) !== undefined;
}
