import { decodeUtf8 } from "../base/bytes.ts";
import { parseJsonObject } from "./json_object.ts";
import { readShortBody } from "./short_body.ts";
import type { UpstreamAnswer } from "./upstream_sender.ts";
import { errorForStatus } from "./upstream_failure.ts";

/**
 * An answer of upstream that libraries can read: errors with an empty body (the official server's parser) or an HTML
 * page (a front end) become Telegram's envelope with the same status.
 *
 * @throws {TelegramError} that stands for such an error, and what {@linkcode readShortBody} throws; other answers are
 * returned as they are.
 */
export async function withReadableError(
  answer: UpstreamAnswer,
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  if (answer.status < 400) return answer;
  const header = (name: string) => answer.headers.find(([key]) => key === name)?.[1] ?? null;
  const bytes = await readShortBody(answer.body, signal);
  // A compressed body cannot be looked into here; whoever asked for compression can.
  const isPacked = (header("content-encoding") ?? "identity").toLowerCase() !== "identity";
  if (
    bytes !== undefined && bytes.length > 0 && (isPacked || parseJsonObject(decodeUtf8(bytes)) !== undefined)
  ) {
    return { ...answer, body: bytes };
  }
  throw errorForStatus(answer.status, header("retry-after"));
}
