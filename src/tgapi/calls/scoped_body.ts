import { concatBytes, decodeUtf8Whole } from "../../base/bytes.ts";
import type { HttpRequest, MessageBody } from "../../base/http_message.ts";
import { readForm } from "../../telegram/form.ts";
import { parseJsonMembers } from "../../telegram/json_members.ts";
import {
  type MultipartPart,
  MultipartReader,
  readBoundary,
  readServerBoundary,
} from "../../telegram/multipart.ts";
import { ByteWatch } from "./byte_watch.ts";
import { type BodySource, toBodySource } from "../../wire/body_source.ts";
import type { ChatCheck } from "./scope.ts";
import { ambiguous } from "./scope_refusals.ts";
import { readPrefix, replay, type StreamPrefix } from "./stream_prefix.ts";
import { maxParameterBytes, readWholeBody, refuseCompressed, refuseHiddenBody } from "./whole_body.ts";

/** A body that was checked as far as it was there. */
export interface ScopedBody {
  readonly body: MessageBody;
  /** Whether it goes out without the compression it came with: there are several ways to undo that. */
  readonly isUnpacked: boolean;
  /** Why the stream broke off; `undefined` while it has not. */
  readonly refusal: unknown;
}

/** How much of a multipart body is looked at before the call goes out. */
const prefixBytes = 64 * 1024;
/** Maximum bytes of a text part that says which chat a call is about. */
const maxFieldBytes = 64 * 1024;

/**
 * The body of a call whose access token is limited to chats, after checking it. Forms and JSON are read whole and go
 * out as they were read. A multipart body is checked as it passes; its closing delimiter, without which no server acts,
 * goes out only when nothing was outside.
 *
 * @throws {TelegramError} what `check` throws, 400 when two readers could see different parameters in the body, and
 * what reading it throws.
 */
export async function readScopedBody(
  request: Omit<HttpRequest, "signal">,
  check: ChatCheck,
): Promise<ScopedBody> {
  refuseHiddenBody(request);
  for (const [name, value] of readForm(request.query)) check.add(name, value);
  const { headers, body } = request;
  if (body === null) {
    check.finish();
    return unchanged(null);
  }
  const type = headers.get("content-type") ?? "";
  const kind = readBodyKind(type);
  if (kind === "multipart") {
    refuseCompressed(request);
    const scanner = createScanner(type, check);
    return body instanceof Uint8Array ? scanWhole(body, scanner, check) : await scan(body, scanner, check);
  }
  if (kind === "untyped") {
    await refuseContent(body);
    check.finish();
    return unchanged(null);
  }
  if (kind === "file") {
    // The whole body is a file: it holds no parameters.
    check.finish();
    return unchanged(body);
  }
  const whole = await readWholeBody(request, maxParameterBytes);
  for (const [name, value] of readPairs(kind, whole?.bytes ?? new Uint8Array())) check.add(name, value);
  check.finish();
  return { ...unchanged(whole?.bytes ?? null), isUnpacked: whole?.bytes !== whole?.sent };
}

function unchanged(body: MessageBody): ScopedBody {
  return { body, isUnpacked: false, refusal: undefined };
}

type BodyKind = "multipart" | "form" | "json" | "file" | "untyped";

const kinds: readonly (readonly [type: string, kind: BodyKind])[] = [
  ["multipart/form-data", "multipart"],
  ["application/x-www-form-urlencoded", "form"],
  ["application/json", "json"],
];

/**
 * What the official server takes the body for: it looks for one of three types anywhere in the header.
 *
 * @throws {TelegramError} 400 when others would take it for something else.
 */
function readBodyKind(contentType: string): BodyKind {
  const lower = contentType.toLowerCase();
  const found = kinds.filter(([type]) => lower.includes(type));
  const essence = (lower.split(";", 1)[0] ?? "").trim();
  if (found.length === 0 && /^(?:$|text\/(?!.*(?:json|form)))/.test(lower)) return "untyped";
  if (found.length === 0 && !/json|form/.test(lower)) return "file";
  const [only] = found;
  if (found.length === 1 && only !== undefined && only[0] === essence) return only[1];
  throw ambiguous("the content type is not clear");
}

/**
 * What comes without a type, or as some text, is a file to the official server; others would look what it is.
 *
 * @throws {TelegramError} 400 when there is any of it.
 */
async function refuseContent(body: Uint8Array | ReadableStream<Uint8Array>): Promise<void> {
  // Leaving the loop cancels a stream.
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    if (chunk.length > 0) throw ambiguous("the content type does not say what the body is");
  }
}

function readPairs(kind: "form" | "json", bytes: Uint8Array) {
  const pairs = kind === "form" ? readForm(decodeUtf8Whole(bytes)) : parseJsonMembers(bytes);
  if (pairs === undefined) throw ambiguous("the JSON cannot be read to its end");
  return pairs;
}

/** Takes a multipart body piece by piece; what it finds, it tells a check. */
interface Scanner {
  readonly reader: MultipartReader;
  feed(chunk: Uint8Array): void;
}

/** @throws {TelegramError} 400 when there is no clear boundary. */
function createScanner(contentType: string, check: ChatCheck): Scanner {
  const boundary = readBoundary(contentType);
  const isAscii = /^[\t\x20-\x7e]*$/.test(contentType);
  if (boundary === undefined || !isAscii) throw ambiguous("the multipart boundary is not clear");
  const serverBoundary = readServerBoundary(contentType);
  const otherBoundary = serverBoundary === undefined || serverBoundary === boundary
    ? undefined
    : new ByteWatch(`--${serverBoundary}`);
  const reader = new MultipartReader(boundary, { ...createCollector(check), isStrict: true });
  return {
    reader,
    feed(chunk) {
      if (otherBoundary?.sees(chunk)) throw ambiguous("the multipart boundary is not clear");
      reader.feed(chunk);
    },
  };
}

/** Tells `check` of text parts as they end. */
function createCollector(check: ChatCheck) {
  let name: string | undefined;
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  return {
    onPart(part: MultipartPart) {
      name = readName(part, check);
    },
    onContent(piece: Uint8Array) {
      if (name === undefined) return;
      bytes += piece.length;
      if (bytes > maxFieldBytes) throw ambiguous(`${name} is too long`);
      pieces.push(piece.slice());
    },
    onPartEnd() {
      if (name !== undefined) check.add(name, decodeUtf8Whole(concatBytes(pieces)));
      name = undefined;
      pieces = [];
      bytes = 0;
    },
  };
}

/** The name of a part that `check` looks at; `undefined` for all others. */
function readName(part: MultipartPart, check: ChatCheck): string | undefined {
  const watched = [...part.textNames].filter((name) => check.looksAt(name));
  if (watched.length === 0) return undefined;
  const isClear = part.textNames.size === 1 && part.filename === undefined && !part.isEncoded;
  if (!isClear) throw ambiguous(`the multipart part ${watched[0]} is not clear`);
  return part.name;
}

function scanWhole(bytes: Uint8Array<ArrayBuffer>, scanner: Scanner, check: ChatCheck): ScopedBody {
  scanner.feed(bytes);
  scanner.reader.end();
  check.finish();
  return unchanged(bytes);
}

async function scan(
  stream: ReadableStream<Uint8Array>,
  scanner: Scanner,
  check: ChatCheck,
): Promise<ScopedBody> {
  const source = toBodySource(stream);
  try {
    const prefix = await readPrefix(source, prefixBytes, (piece) => {
      scanner.feed(piece);
      return scanner.reader.isComplete;
    });
    if (prefix.isEnded) scanner.reader.end();
    if (prefix.isEnded || scanner.reader.isComplete) check.finish();
    return checkedAsItPasses(prefix, source, scanner, check);
  } catch (error) {
    source.cancel(error);
    throw error;
  }
}

/** The prefix, then the rest as it comes. */
function checkedAsItPasses(
  prefix: StreamPrefix,
  source: BodySource,
  scanner: Scanner,
  check: ChatCheck,
): ScopedBody {
  let refusal: unknown;
  const readNext = async () => {
    const piece = await source.read();
    if (piece === undefined) {
      scanner.reader.end();
      return undefined;
    }
    const wasComplete = scanner.reader.isComplete;
    scanner.feed(piece);
    if (scanner.reader.isComplete && !wasComplete) check.finish();
    return piece;
  };
  const read = async () => {
    try {
      return await readNext();
    } catch (error) {
      refusal = error;
      source.cancel(error);
      throw error;
    }
  };
  return {
    body: replay(prefix, {
      isExclusive: source.isExclusive,
      read,
      cancel: (reason) => source.cancel(reason),
    }),
    isUnpacked: false,
    get refusal() {
      return refusal;
    },
  };
}
