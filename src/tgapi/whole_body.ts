import { concatBytes } from "../base/bytes.ts";
import { descriptions, TelegramError } from "../telegram/envelope.ts";
import type { WholeBody } from "../telegram/parameters.ts";
import { announcedLength } from "./headers.ts";

/** Most bytes of query, form or JSON of a call that is answered here, as with the official server. */
export const maxParameterBytes = 1024 * 1024;
/** Most bytes of a multipart setWebhook: a certificate of at most 3 MiB and the other parameters. */
export const maxMultipartBytes = 4 * 1024 * 1024;

/**
 * The whole body of a request that is answered here or has to be read before it may pass; `undefined` when it has none.
 *
 * @throws {TelegramError} 413 when it is longer than `maxBytes`; nothing is ever cut. 415 when it is compressed.
 */
export async function readWholeBody(request: Request, maxBytes: number): Promise<WholeBody | undefined> {
  refuseHiddenBody(request);
  if (request.body === null) return undefined;
  refuseCompressed(request);
  const bytes = await readBounded(request, maxBytes);
  return { contentType: request.headers.get("content-type") ?? "", bytes };
}

/**
 * A body on GET is lost in every `Request`; a call without its parameters must not go through.
 *
 * @throws {TelegramError} 400 when there is one.
 */
export function refuseHiddenBody(request: Request): void {
  if (request.method !== "GET" && request.method !== "HEAD") return;
  const { headers } = request;
  if ((announcedLength(headers) ?? 0) === 0 && headers.get("transfer-encoding") === null) return;
  throw new TelegramError(400, "Bad Request: a GET request cannot carry a body here, use POST");
}

/**
 * Nobody can look into a compressed body without the risk of it growing without bound.
 *
 * @throws {TelegramError} 415 when it is compressed.
 */
export function refuseCompressed(request: Request): void {
  const encoding = request.headers.get("content-encoding");
  if (encoding === null || encoding.toLowerCase() === "identity") return;
  throw new TelegramError(415, "Unsupported Media Type: compressed bodies are not accepted here");
}

async function readBounded(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const length = announcedLength(request.headers);
  if (length !== undefined && length > maxBytes) throw tooLarge();
  if (length !== undefined) return new Uint8Array(await request.arrayBuffer());
  const parts: Uint8Array[] = [];
  let total = 0;
  // Leaving the loop cancels the stream.
  for await (const part of request.body ?? []) {
    total += part.length;
    if (total > maxBytes) throw tooLarge();
    parts.push(part);
  }
  return concatBytes(parts);
}

function tooLarge(): TelegramError {
  return new TelegramError(413, descriptions.tooLarge);
}
