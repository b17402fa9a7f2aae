import { concatBytes } from "../base/bytes.ts";
import { descriptions, TelegramError } from "../telegram/envelope.ts";
import type { WholeBody } from "../telegram/parameters.ts";

/** Largest form or JSON body; uploads have a limit of their own. */
const largestTextBytes = 1024 * 1024;

/**
 * Reads a request's body.
 *
 * @throws {TelegramError} 413 when it is larger than its kind may be, 415 when its encoding is unknown, 400 when it breaks off.
 */
export async function readWholeBody(
  request: Request,
  maxUploadBytes: number,
): Promise<WholeBody | undefined> {
  if (request.body === null) return undefined;
  const contentType = request.headers.get("content-type") ?? "";
  const isText = /application\/(json|x-www-form-urlencoded)/i.test(contentType);
  const maxBytes = isText ? largestTextBytes : maxUploadBytes;
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const body = decoded(request.body, request.headers.get("content-encoding") ?? "");
  return { contentType, bytes: await readLimited(body, maxBytes) };
}

async function readLimited(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of body) {
      length += part.length;
      if (length > maxBytes) throw tooLarge();
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof TelegramError) throw error;
    // The client hung up, or what it sent cannot be decompressed.
    throw new TelegramError(400, "Bad Request");
  }
  return concatBytes(parts);
}

/** Some clients compress what they send: Bun's `fetch` does when a library asks node-fetch to take compressed answers. */
function decoded(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  encoding: string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  switch (encoding.trim().toLowerCase()) {
    case "":
    case "identity":
      return body;
    case "gzip":
      return body.pipeThrough(new DecompressionStream("gzip"));
    case "deflate":
      return body.pipeThrough(new DecompressionStream("deflate"));
    default:
      throw new TelegramError(415, "Unsupported Media Type");
  }
}

function tooLarge(): TelegramError {
  return new TelegramError(413, descriptions.tooLarge);
}
