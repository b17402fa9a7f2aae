import { decodeUtf8 } from "../../base/bytes.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { readRequestBody } from "../../telegram/request_body.ts";
import { ApiError, badRequest } from "./api_error.ts";
import type { Endpoint } from "./endpoint.ts";
import { findFieldErrors } from "./field_errors.ts";

/** Most bytes of a body. */
export const maxApiBodyBytes = 256 * 1024;

/**
 * The body of a request, as its endpoint describes it.
 *
 * @throws {ApiError} 400, 413 or 415 when it cannot be used.
 */
export async function readBody({ body, isBodyOptional }: Endpoint, request: Request): Promise<unknown> {
  if (body === undefined) return undefined;
  const value = await readJson(request, isBodyOptional ?? false);
  const errors = findFieldErrors(body, value, "#");
  if (errors.length > 0) throw badRequest(errors);
  return value;
}

async function readJson(request: Request, isOptional: boolean): Promise<unknown> {
  const read = await readWhole(request);
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

async function readWhole(request: Request) {
  try {
    return await readRequestBody(request, maxApiBodyBytes);
  } catch (error) {
    if (!(error instanceof TelegramError)) throw error;
    const { code } = error;
    if (code === 413) {
      throw new ApiError({
        status: code,
        detail: `Send at most ${maxApiBodyBytes} bytes`,
        headers: { connection: "close" },
      });
    }
    if (code === 415) {
      throw new ApiError({ status: code, detail: "Send the body as it is, or compressed by gzip" });
    }
    throw badRequest([{ pointer: "#", detail: "could not be read to its end" }]);
  }
}
