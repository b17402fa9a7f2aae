import { decodeUtf8 } from "../../base/bytes.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { readRequestBody } from "../../telegram/request_body.ts";
import { ApiError, badRequest } from "./api_error.ts";
import type { Endpoint } from "./endpoint.ts";
import { findFieldErrors } from "./field_errors.ts";
import { readUpload, type Upload } from "./upload.ts";

/** Most bytes of a body. */
export const maxApiBodyBytes = 256 * 1024;

/** What came with a request. */
export interface ReceivedBody {
  /** As the endpoint's schema describes it. */
  readonly body: unknown;
  readonly upload: Upload | undefined;
}

/**
 * The body of a request, as its endpoint describes it, with the files that came along still to be read.
 *
 * @throws {ApiError} 400, 413 or 415 when it cannot be used.
 */
export async function readBody(endpoint: Endpoint, request: Request): Promise<ReceivedBody> {
  const { body: schema, isBodyOptional = false, takesFiles = false } = endpoint;
  if (schema === undefined) return { body: undefined, upload: undefined };
  const isMultipart = /^multipart\/form-data\s*;/i.test(request.headers.get("content-type") ?? "");
  const received = takesFiles && isMultipart
    ? await readMultipart(request)
    : { body: await readJson(request, isBodyOptional), upload: undefined };
  const errors = findFieldErrors(schema, received.body, "#");
  if (errors.length === 0) return received;
  await received.upload?.cancel();
  throw badRequest(errors);
}

async function readMultipart(request: Request): Promise<ReceivedBody> {
  const { message, upload } = await readUpload(request, maxApiBodyBytes);
  try {
    return { body: parseJson(message), upload };
  } catch (error) {
    await upload.cancel();
    throw error;
  }
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
  return parseJson(read.bytes);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes));
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
