import type { WholeBody } from "../telegram/parameters.ts";
import { readRequestBody } from "../telegram/request_body.ts";
import { notUtf8 } from "./text/check_texts.ts";

/** Largest form or JSON body; uploads have a limit of their own. */
const maxTextBytes = 1024 * 1024;

/**
 * Reads a request's body.
 *
 * @throws {TelegramError} 413 when it is larger than its kind may be, 415 when its encoding is unknown, 400 when it
 * breaks off, and when it is a text that is no UTF-8.
 */
export async function readWholeBody(
  request: Request,
  maxUploadBytes: number,
): Promise<WholeBody | undefined> {
  const contentType = request.headers.get("content-type") ?? "";
  const isText = /application\/(json|x-www-form-urlencoded)/i.test(contentType);
  const body = await readRequestBody(request, isText ? maxTextBytes : maxUploadBytes);
  if (isText && body !== undefined && !isUtf8(body.bytes, /urlencoded/i.test(contentType))) throw notUtf8();
  return body;
}

/** Whether bytes are UTF-8, and in a form what its percent signs stand for, too. */
function isUtf8(bytes: Uint8Array, isForm: boolean): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // Only escapes of bytes beyond ASCII can make something else of it.
    for (const [escapes] of isForm ? text.matchAll(/(?:%[89a-f][0-9a-f])+/gi) : []) {
      decodeURIComponent(escapes);
    }
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof URIError) return false;
    throw error;
  }
}
