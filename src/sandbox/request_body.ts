import type { WholeBody } from "../telegram/parameters.ts";
import { readRequestBody } from "../telegram/request_body.ts";

/** Largest form or JSON body; uploads have a limit of their own. */
const largestTextBytes = 1024 * 1024;

/**
 * Reads a request's body.
 *
 * @throws {TelegramError} 413 when it is larger than its kind may be, 415 when its encoding is unknown, 400 when it
 * breaks off.
 */
export function readWholeBody(request: Request, maxUploadBytes: number): Promise<WholeBody | undefined> {
  const contentType = request.headers.get("content-type") ?? "";
  const isText = /application\/(json|x-www-form-urlencoded)/i.test(contentType);
  return readRequestBody(request, isText ? largestTextBytes : maxUploadBytes);
}
