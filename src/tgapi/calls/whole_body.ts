import { announcedLength, type HttpRequest } from "../../base/http_message.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { readMessageBody, type RequestBody } from "../../telegram/request_body.ts";

/** Maximum bytes of query, form or JSON of a call that is answered here, as with the official server. */
export const maxParameterBytes = 1024 * 1024;
/** Maximum bytes of a multipart setWebhook: a certificate of at most 3 MiB and the other parameters. */
export const maxMultipartBytes = 4 * 1024 * 1024;

/**
 * The whole body of a request that is answered here or has to be read before it may pass; `undefined` when it has none.
 *
 * @throws {TelegramError} 400 when it is on a GET, and what {@linkcode readMessageBody} throws.
 */
export async function readWholeBody(
  request: Pick<HttpRequest, "method" | "headers" | "body">,
  maxBytes: number,
): Promise<RequestBody | undefined> {
  refuseHiddenBody(request);
  return await readMessageBody(request, maxBytes);
}

/** Types of bodies that hold parameters, as the official server recognises them. */
const parameterTypes = /json|form-urlencoded|multipart\/form-data/i;

/**
 * Whether a GET announces a body that holds parameters. An empty form or object does not, nor does a body of no type
 * that is known: such a one is a file, and no method takes it.
 */
export function announcesParameters({ method, headers }: Pick<HttpRequest, "method" | "headers">): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  const length = announcedLength(headers);
  const hasBody = length === undefined ? headers.has("transfer-encoding") : length > "{}".length;
  return hasBody && parameterTypes.test(headers.get("content-type") ?? "");
}

/**
 * Some servers hide the body of a GET, which the official server reads; a call without its parameters must not go
 * through.
 *
 * @throws {TelegramError} 400 when there is one with parameters.
 */
export function refuseHiddenBody(request: Pick<HttpRequest, "method" | "headers">): void {
  if (!announcesParameters(request)) return;
  throw new TelegramError(400, "Bad Request: a GET request cannot carry a body here, use POST");
}

/**
 * Nobody can look into a compressed body that is not read whole first.
 *
 * @throws {TelegramError} 415 when it is compressed.
 */
export function refuseCompressed({ headers }: Pick<HttpRequest, "headers">): void {
  const encoding = headers.get("content-encoding");
  if (encoding === undefined || encoding.toLowerCase() === "identity") return;
  throw new TelegramError(
    415,
    "Unsupported Media Type: send the body without Content-Encoding, compressed ones are not accepted here",
  );
}
