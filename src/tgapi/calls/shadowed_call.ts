import type { HttpRequest } from "../../base/http_message.ts";
import { createMultipartReader, type MultipartPart } from "../../telegram/multipart.ts";
import { readParameters, readQuery } from "../../telegram/parameters.ts";
import { collectParts, type FileSink } from "../../telegram/part_collector.ts";
import { isReadingMethod } from "../../telegram/reading_methods.ts";
import { checkCall, type ForwardedCall, withoutPacking } from "./forward.ts";
import type { MessageTopics } from "./topic_check.ts";
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
export async function readShadowedCall(call: ForwardedCall, topics: MessageTopics): Promise<ShadowedCall> {
  const { request, caller, method } = call;
  const scoped = await checkCall(call, topics);
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
  const openFile = (part: MultipartPart) => measureFile(uploads, part);
  const reader = createMultipartReader(
    contentType,
    collectParts({ texts: parameters, maxTextBytes: maxParameterBytes, openFile }),
  );
  // Leaving the loop cancels a stream.
  for await (const piece of body instanceof Uint8Array ? [body] : body) reader.feed(piece);
  reader.end();
  return { parameters, uploads };
}

/** Adds the size of a file at its end, the first of its name. */
function measureFile(uploads: Map<string, Upload>, { name, filename = "" }: MultipartPart): FileSink {
  let size = 0;
  return {
    add(piece) {
      size += piece.length;
    },
    end() {
      if (!uploads.has(name)) uploads.set(name, { fileName: filename, size });
    },
  };
}
