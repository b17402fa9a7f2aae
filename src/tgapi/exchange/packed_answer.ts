import { ContentEncodingError, decodeContent, isPlain } from "../../base/content_encoding.ts";
import type { CancelSignal } from "../../base/cancel_signal.ts";
import type { HttpResponse } from "../../base/http_message.ts";
import { readShortBody } from "./short_body.ts";
import { errorForStatus, unreadableAnswer } from "./upstream_failure.ts";

/** Longest answer to a call that is unpacked, in bytes, packed and unpacked alike. No method's comes near it. */
const maxUnpackedBytes = 64 * 1024 * 1024;

/** Whether an answer has a body that is compressed. */
export function isPacked({ headers, body }: HttpResponse): boolean {
  return body !== null && !isPlain(encodingOf(headers));
}

/**
 * A compressed answer to a call with its body unpacked and whole. Answers are asked for uncompressed where BotMux reads
 * them, but what precedes upstream may do as it likes.
 *
 * @throws {TelegramError} when it cannot be unpacked: of the same status for an error, else 502; 502 when it breaks off.
 */
export async function unpackAnswer(answer: HttpResponse, signal: CancelSignal): Promise<HttpResponse> {
  const body = await unpack(answer, signal);
  const headers = answer.headers.copy();
  headers.delete("content-encoding");
  headers.delete("content-length");
  return { status: answer.status, headers, body };
}

async function unpack({ status, headers, body }: HttpResponse, signal: CancelSignal) {
  const bytes = await readShortBody(body, signal, maxUnpackedBytes);
  try {
    if (bytes === undefined) throw new ContentEncodingError("too large");
    return await decodeContent(bytes, encodingOf(headers), maxUnpackedBytes);
  } catch (error) {
    if (!(error instanceof ContentEncodingError)) throw error;
    if (status >= 400) throw errorForStatus(status, headers.get("retry-after") ?? null);
    throw unreadableAnswer(
      error.code === "too large" ? "it is too large" : "it cannot be decompressed",
    );
  }
}

function encodingOf(headers: HttpResponse["headers"]): string {
  return headers.get("content-encoding") ?? "";
}
