import { TelegramError } from "../telegram/envelope.ts";
import { type Parameters, readParameters } from "../telegram/parameters.ts";
import { MultipartScanner, readBoundary } from "./multipart_scanner.ts";
import { chatParameters, chatTooLate, checkChats } from "./scope.ts";
import { maxParameterBytes, readWholeBody, refuseCompressed, refuseHiddenBody } from "./whole_body.ts";

/** A body on its way to upstream. */
export type CallBody = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;

/** A body that was checked as far as it was there. */
export interface ScopedBody {
  readonly body: CallBody;
  /** Why the stream broke off; `undefined` while it has not. */
  readonly refusal: unknown;
}

/** How much of a multipart body is looked at before the call goes out. */
const prefixBytes = 64 * 1024;

/**
 * The body of a call whose access token is limited to `chats`, after checking it. Forms and JSON are read whole.
 * A multipart body is read as far as {@linkcode prefixBytes}, checked, and passed on as a stream; should a parameter
 * that names a chat come later, the stream breaks off and upstream never gets a complete call.
 *
 * @throws {TelegramError} 403 when a chat is outside, and what reading a body throws.
 */
export async function readScopedBody(
  request: Request,
  query: string,
  chats: readonly number[],
): Promise<ScopedBody> {
  refuseHiddenBody(request);
  const type = request.headers.get("content-type") ?? "";
  const fromQuery = await readParameters(query);
  if (request.body === null) {
    checkChats(chats, (name) => fromQuery.get(name));
    return { body: null, refusal: undefined };
  }
  refuseAmbiguousType(type);
  if (/multipart\/form-data/i.test(type)) {
    refuseCompressed(request);
    return await scan(request.body, type, fromQuery, chats);
  }
  if (!/json|form-urlencoded/i.test(type)) {
    // Without a type the whole body is a file: it holds no parameters.
    checkChats(chats, (name) => fromQuery.get(name));
    return { body: request.body, refusal: undefined };
  }
  const body = await readWholeBody(request, maxParameterBytes);
  const parameters = await readParameters(query, body);
  checkChats(chats, (name) => parameters.get(name));
  return { body: body?.sent ?? null, refusal: undefined };
}

async function scan(
  stream: ReadableStream<Uint8Array>,
  contentType: string,
  fromQuery: Parameters,
  chats: readonly number[],
): Promise<ScopedBody> {
  const boundary = readBoundary(contentType);
  if (boundary === undefined) {
    throw new TelegramError(400, "Bad Request: the multipart boundary is not clear");
  }
  let isChecked = false;
  const scanner = new MultipartScanner(boundary, {
    maxFieldBytes: prefixBytes,
    onPart: ({ name }) => {
      if (isChecked && chatParameters.has(name)) throw chatTooLate();
    },
  });
  const reader = stream.getReader();
  try {
    const held = await readPrefix(reader, scanner);
    const get = (name: string) =>
      fromQuery.values.has(name) ? fromQuery.get(name) : scanner.fields.get(name) || undefined;
    checkChats(chats, get);
    const isCut = chatParameters.has(scanner.openField ?? "");
    if (isCut || (!scanner.isComplete && !get("chat_id") && !get("user_id"))) throw chatTooLate();
    isChecked = true;
    scanner.stopKeeping();
    return replay(held, reader, scanner);
  } catch (error) {
    await reader.cancel();
    throw error;
  }
}

/** Reads until the body ends or enough of it is there. */
async function readPrefix(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  scanner: MultipartScanner,
): Promise<Uint8Array[]> {
  const held: Uint8Array[] = [];
  for (let total = 0; total < prefixBytes && !scanner.isComplete;) {
    const { done, value } = await reader.read();
    if (done) break;
    held.push(value);
    total += value.length;
    scanner.feed(value);
  }
  return held;
}

/** What was held back, then the rest as it comes. */
function replay(
  held: Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
  scanner: MultipartScanner,
): ScopedBody {
  let refusal: unknown;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const early = held.shift();
      if (early !== undefined) return controller.enqueue(early);
      const { done, value } = await reader.read();
      if (done) return controller.close();
      try {
        scanner.feed(value);
      } catch (error) {
        refusal = error;
        await reader.cancel();
        throw error;
      }
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return {
    body,
    get refusal() {
      return refusal;
    },
  };
}

/** Which of several types a server would go by is not ours to guess. */
function refuseAmbiguousType(contentType: string): void {
  const types = ["multipart/form-data", "application/x-www-form-urlencoded", "application/json"];
  const lower = contentType.toLowerCase();
  if (types.filter((type) => lower.includes(type)).length < 2) return;
  throw new TelegramError(400, "Bad Request: the content type is not clear");
}

/** `bytes` as a stream, for a `fetch` that would send them twice. */
export function toStream(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  }, { highWaterMark: 0 });
}
