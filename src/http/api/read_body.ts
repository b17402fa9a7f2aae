import { fault } from "../../faults/fault.ts";
import { decodeUtf8 } from "../../base/bytes.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { readRequestBody } from "../../telegram/request_body.ts";
import { ApiError, badRequest, fieldError, refusal } from "./api_error.ts";
import type { Endpoint } from "./endpoint.ts";
import { findFieldErrors } from "./field_errors.ts";
import { readUpload, type Upload } from "./upload.ts";

/** Maximum bytes of a body. */
const maxBodyBytes = 256 * 1024;
/** The same where anybody may send one. */
const maxStrangersBytes = 64 * 1024;
/** How deep a body may be nested: schemas that hold themselves are checked by recursion. */
export const maxLevels = 64;

/** Maximum bytes of an endpoint's body. */
export function maxBodyBytesOf({ role, maxBodyBytes: own }: Pick<Endpoint, "role" | "maxBodyBytes">): number {
  if (own !== undefined) return own;
  return role === "nobody" ? maxStrangersBytes : maxBodyBytes;
}

/** What came with a request. */
export interface ReceivedBody {
  /** As the endpoint's schema describes it. */
  readonly body: unknown;
  readonly upload: Upload | undefined;
}

/**
 * The body of a request, as its endpoint describes it, with the files that came along still to be read; `rename` is given
 * it before it is checked.
 *
 * @throws {ApiError} 400, 413 or 415 when it cannot be used.
 */
export async function readBody(
  endpoint: Endpoint,
  request: Request,
  rename: (body: unknown) => unknown = (body) => body,
): Promise<ReceivedBody> {
  const { body: schema, isBodyOptional = false, takesFiles = false } = endpoint;
  if (schema === undefined) return { body: undefined, upload: undefined };
  const isMultipart = /^multipart\/form-data\s*;/i.test(request.headers.get("content-type") ?? "");
  const { body, upload } = takesFiles && isMultipart
    ? await readMultipart(request, maxBodyBytesOf(endpoint))
    : { body: await readJson(request, maxBodyBytesOf(endpoint), isBodyOptional), upload: undefined };
  const received = { body: rename(body), upload };
  const errors = findFieldErrors(schema, received.body, "#");
  if (errors.length === 0) return received;
  await upload?.cancel();
  throw badRequest(errors);
}

async function readMultipart(request: Request, maxBytes: number): Promise<ReceivedBody> {
  const { message, upload } = await readUpload(request, maxBytes);
  try {
    return { body: parseJson(message), upload };
  } catch (error) {
    await upload.cancel();
    throw error;
  }
}

async function readJson(request: Request, maxBytes: number, isOptional: boolean): Promise<unknown> {
  const read = await readWhole(request, maxBytes);
  if (read === undefined || read.bytes.length === 0) {
    if (isOptional) return {};
    throw badRequest([fieldError("#", "field_missing")]);
  }
  // Other types can be sent by any page of the web without asking first.
  if (!/^application\/json\s*(;|$)/i.test(read.contentType)) {
    throw refusal("body_not_json");
  }
  return parseJson(read.bytes);
}

function parseJson(bytes: Uint8Array): unknown {
  const value = tryParse(bytes);
  if (isDeeperThan(value, maxLevels)) {
    throw badRequest([fieldError("#", "field_too_deep", { levels: maxLevels })]);
  }
  return value;
}

function tryParse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch {
    throw badRequest([fieldError("#", "field_not_json")]);
  }
}

/** Whether a value is nested deeper than this. Without recursion: it is there to spare others a stack that is too deep. */
export function isDeeperThan(value: unknown, max: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > max) return true;
    level = level.flatMap((item) => typeof item === "object" && item !== null ? Object.values(item) : []);
  }
  return false;
}

async function readWhole(request: Request, maxBytes: number) {
  try {
    return await readRequestBody(request, maxBytes);
  } catch (error) {
    if (!(error instanceof TelegramError)) throw error;
    const { code } = error;
    if (code === 413) {
      throw new ApiError({
        fault: fault("body_too_large", { bytes: maxBytes }),
        headers: { connection: "close" },
      });
    }
    if (code === 415) {
      throw refusal("body_coding_unknown");
    }
    throw badRequest([fieldError("#", "field_cut_off")]);
  }
}
