import { decodeUtf8 } from "../../base/bytes.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { readRequestBody } from "../../telegram/request_body.ts";
import { ApiError, badRequest } from "./api_error.ts";
import type { Endpoint } from "./endpoint.ts";
import { findFieldErrors } from "./field_errors.ts";

/** Most bytes of a body. */
const maxBodyBytes = 256 * 1024;
/** The same where anybody may send one. */
const maxStrangersBytes = 64 * 1024;

/** Most bytes of an endpoint's body. */
export function maxBodyBytesOf({ role }: Pick<Endpoint, "role">): number {
  return role === "nobody" ? maxStrangersBytes : maxBodyBytes;
}

/**
 * The body of a request, as its endpoint describes it.
 *
 * @throws {ApiError} 400, 413 or 415 when it cannot be used.
 */
export async function readBody(endpoint: Endpoint, request: Request): Promise<unknown> {
  const { body, isBodyOptional } = endpoint;
  if (body === undefined) return undefined;
  const value = await readJson(request, maxBodyBytesOf(endpoint), isBodyOptional ?? false);
  const errors = findFieldErrors(body, value, "#");
  if (errors.length > 0) throw badRequest(errors);
  return value;
}

async function readJson(request: Request, maxBytes: number, isOptional: boolean): Promise<unknown> {
  const read = await readWhole(request, maxBytes);
  if (read === undefined || read.bytes.length === 0) {
    if (isOptional) return {};
    throw badRequest([{ pointer: "#", detail: "is missing; send JSON" }]);
  }
  // Other types can be sent by any page of the web without asking first.
  if (!/^application\/json\s*(;|$)/i.test(read.contentType)) {
    throw new ApiError({ status: 415, detail: "Send Content-Type: application/json" });
  }
  try {
    return JSON.parse(decodeUtf8(read.bytes));
  } catch {
    throw badRequest([{ pointer: "#", detail: "must be JSON" }]);
  }
}

async function readWhole(request: Request, maxBytes: number) {
  try {
    return await readRequestBody(request, maxBytes);
  } catch (error) {
    if (!(error instanceof TelegramError)) throw error;
    const { code } = error;
    if (code === 413) {
      throw new ApiError({
        status: code,
        detail: `Send at most ${maxBytes} bytes`,
        headers: { connection: "close" },
      });
    }
    if (code === 415) {
      throw new ApiError({ status: code, detail: "Send the body as it is, or compressed by gzip" });
    }
    throw badRequest([{ pointer: "#", detail: "could not be read to its end" }]);
  }
}
