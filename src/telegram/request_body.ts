import { concatBytes } from "../base/bytes.ts";
import { announcedLength, type HttpRequest } from "../base/http_message.ts";
import { descriptions, TelegramError } from "./envelope.ts";
import type { WholeBody } from "./parameters.ts";

/** A body as it arrived, and as it reads. */
export interface RequestBody extends WholeBody {
  /** The bytes that were sent: the same as `bytes` unless the client compressed them. */
  readonly sent: Uint8Array<ArrayBuffer>;
}

/**
 * Reads the whole body of a request, decompressed as its `Content-Encoding` says; `undefined` when it has none. Some
 * clients do compress: Bun's `fetch` when a library asks node-fetch to take compressed answers.
 *
 * @param maxBytes bound of what was sent, and of what it grows to.
 * @throws {TelegramError} 413 when it is longer, nothing is ever cut; 415 when its encoding is not known; 400 when it
 * breaks off or cannot be decompressed.
 */
export async function readRequestBody(request: Request, maxBytes: number): Promise<RequestBody | undefined> {
  const length = Number(request.headers.get("content-length") ?? NaN);
  // Touching `body` makes a stream, which costs more than all the rest: only where the length leaves it open.
  if (!(length > 0) && request.body === null) return undefined;
  const format = toFormat(request.headers.get("content-encoding") ?? "");
  if (length > maxBytes) throw tooLarge();
  const sent = length >= 0 || request.body === null
    ? new Uint8Array(await request.arrayBuffer())
    : await collect(request.body, maxBytes);
  const bytes = format === undefined ? sent : await decompress(sent, format, maxBytes);
  return { contentType: request.headers.get("content-type") ?? "", bytes, sent };
}

/** Like {@linkcode readRequestBody}, of a request that is plain data. */
export async function readMessageBody(
  { headers, body }: Pick<HttpRequest, "headers" | "body">,
  maxBytes: number,
): Promise<RequestBody | undefined> {
  if (body === null) return undefined;
  const format = toFormat(headers.get("content-encoding") ?? "");
  const length = body instanceof Uint8Array ? body.length : announcedLength(headers) ?? 0;
  if (length > maxBytes) throw tooLarge();
  const sent = body instanceof Uint8Array ? body : await collect(body, maxBytes);
  const bytes = format === undefined ? sent : await decompress(sent, format, maxBytes);
  return { contentType: headers.get("content-type") ?? "", bytes, sent };
}

function toFormat(encoding: string): CompressionFormat | undefined {
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return undefined;
  if (name === "gzip" || name === "deflate") return name;
  throw new TelegramError(
    415,
    "Unsupported Media Type: send the body as it is, or compressed with gzip or deflate",
  );
}

function decompress(
  bytes: Uint8Array<ArrayBuffer>,
  format: CompressionFormat,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  return collect(new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)), maxBytes);
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let total = 0;
  try {
    // Leaving the loop cancels the stream.
    for await (const part of stream) {
      total += part.length;
      if (total > maxBytes) throw tooLarge();
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof TelegramError) throw error;
    // The client hung up, or what it sent cannot be decompressed.
    throw new TelegramError(400, "Bad Request");
  }
  return concatBytes(parts);
}

function tooLarge(): TelegramError {
  return new TelegramError(413, descriptions.tooLarge);
}
