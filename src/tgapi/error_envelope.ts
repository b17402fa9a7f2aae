import { concatBytes, decodeUtf8 } from "../base/bytes.ts";
import { errorForStatus } from "./upstream_failure.ts";
import type { CallBody } from "./scoped_body.ts";
import { maxHeldBytes, type UpstreamAnswer } from "./transport.ts";

/**
 * An answer of upstream that libraries can read: errors with an empty body (the official server's parser) or an HTML
 * page (a front end) become Telegram's envelope with the same status.
 *
 * @throws {TelegramError} that stands for such an error; other answers are returned as they are.
 */
export async function withReadableError(answer: UpstreamAnswer): Promise<UpstreamAnswer> {
  if (answer.status < 400) return answer;
  const header = (name: string) => answer.headers.find(([key]) => key === name)?.[1] ?? null;
  const bytes = await readHead(answer.body);
  // A compressed body cannot be looked into here; whoever asked for compression can.
  const isPacked = (header("content-encoding") ?? "identity").toLowerCase() !== "identity";
  if (bytes !== undefined && bytes.length > 0 && (isPacked || isJsonObject(bytes))) {
    return { ...answer, body: bytes };
  }
  throw errorForStatus(answer.status, header("retry-after"));
}

/** The whole body; `undefined` when it is longer than any error of the Bot API. */
async function readHead(body: CallBody): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (body === null) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  let total = 0;
  // Leaving the loop cancels the stream.
  for await (const part of body) {
    total += part.length;
    if (total > maxHeldBytes) return undefined;
    parts.push(part);
  }
  return concatBytes(parts);
}

function isJsonObject(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(decodeUtf8(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
