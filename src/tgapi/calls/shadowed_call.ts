import { concatBytes, decodeUtf8Whole } from "../../base/bytes.ts";
import type { HttpRequest } from "../../base/http_message.ts";
import { descriptions, TelegramError } from "../../telegram/envelope.ts";
import { readForm } from "../../telegram/form.ts";
import { createMultipartReader, type MultipartPart, type MultipartReader } from "../../telegram/multipart.ts";
import { type Parameters, readParameters, readQuery } from "../../telegram/parameters.ts";
import { isReadingMethod } from "../../telegram/reading_methods.ts";
import { type ForwardedCall, readCallBody, withoutPacking } from "./forward.ts";
import { checkTokenMethod } from "./method_scope.ts";
import type { ShadowedCall, Upload } from "./shadow_answers.ts";
import { maxParameterBytes, readWholeBody, refuseCompressed } from "./whole_body.ts";

/** Whether a call is answered as if it had been carried out: a shadow token's that would do more than read. */
export function isShadowed({ caller, method }: Pick<ForwardedCall, "caller" | "method">): boolean {
  return caller.scope.shadow === true && !isReadingMethod(method.lower);
}

/**
 * Reads what a call says. Its files are read to their end and not kept.
 *
 * @throws {TelegramError} when the access token may not, the body cannot be read, or its parameters are too long.
 */
export async function readShadowedCall(call: ForwardedCall): Promise<ShadowedCall> {
  const { request, caller, method } = call;
  checkTokenMethod(caller, method.lower);
  const scoped = await readCallBody(call);
  const headers = scoped.isUnpacked ? withoutPacking(request.headers) : request.headers;
  let read: ReadCall;
  try {
    read = await readCall({ ...request, headers, body: scoped.body });
  } catch (error) {
    throw scoped.refusal ?? error;
  }
  return { botId: caller.botId, accessTokenId: caller.accessTokenId ?? 0, method: method.lower, ...read };
}

type ReadCall = Pick<ShadowedCall, "parameters" | "uploads">;

async function readCall(request: HttpRequest): Promise<ReadCall> {
  const { body, headers, query } = request;
  const contentType = headers.get("content-type") ?? "";
  if (body === null) return { parameters: readQuery(query), uploads: new Map() };
  if (/multipart\/form-data/i.test(contentType)) {
    refuseCompressed(request);
    return await readMultipart(body, contentType, query);
  }
  if (/json|form/i.test(contentType)) {
    return {
      parameters: readParameters(query, await readWholeBody(request, maxParameterBytes)),
      uploads: new Map(),
    };
  }
  // Any other body is a file, and holds no parameters.
  let size = 0;
  for await (const piece of body instanceof Uint8Array ? [body] : body) size += piece.length;
  return { parameters: readQuery(query), uploads: new Map([["file", { fileName: "", size }]]) };
}

async function readMultipart(
  body: Uint8Array | ReadableStream<Uint8Array>,
  contentType: string,
  query: string,
): Promise<ReadCall> {
  const parameters = readQuery(query);
  const uploads = new Map<string, Upload>();
  const reader = createReader(contentType, parameters, uploads);
  // Leaving the loop cancels a stream.
  for await (const piece of body instanceof Uint8Array ? [body] : body) reader.feed(piece);
  reader.end();
  return { parameters, uploads };
}

/** Adds texts to `parameters` and the sizes of files to `uploads` as parts end. */
function createReader(
  contentType: string,
  parameters: Parameters,
  uploads: Map<string, Upload>,
): MultipartReader {
  let part: MultipartPart | undefined;
  let pieces: Uint8Array[] = [];
  let size = 0;
  let textBytes = 0;
  return createMultipartReader(contentType, {
    onPart(head) {
      part = head;
      pieces = [];
      size = 0;
    },
    onContent(piece) {
      size += piece.length;
      if (part?.filename !== undefined) return;
      textBytes += piece.length;
      if (textBytes > maxParameterBytes) throw new TelegramError(413, descriptions.tooLarge);
      pieces.push(piece.slice());
    },
    onPartEnd() {
      if (part === undefined) return;
      if (part.filename !== undefined) {
        if (!uploads.has(part.name)) uploads.set(part.name, { fileName: part.filename, size });
      } else addText(parameters, part, decodeUtf8Whole(concatBytes(pieces)));
    },
  });
}

/** A part of type `application/x-www-form-urlencoded` holds parameters of its own, as with the official server. */
function addText(parameters: Parameters, { name, contentType }: MultipartPart, text: string): void {
  if (!contentType.startsWith("application/x-www-form-urlencoded")) return parameters.add(name, text);
  for (const [inner, value] of readForm(text)) parameters.add(inner, value);
}
