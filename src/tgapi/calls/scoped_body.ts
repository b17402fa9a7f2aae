import { decodeUtf8Whole } from "../../base/bytes.ts";
import type { HttpRequest, MessageBody } from "../../base/http_message.ts";
import { readForm } from "../../telegram/form.ts";
import { parseJsonMembers } from "../../telegram/json_members.ts";
import {
  type MultipartPart,
  MultipartReader,
  readBoundary,
  readServerBoundary,
} from "../../telegram/multipart.ts";
import { countedParameters } from "../../telegram/counted_methods.ts";
import { Parameters } from "../../telegram/parameters.ts";
import { collectParts, type ParameterSink } from "../../telegram/part_collector.ts";
import { ByteWatch } from "./byte_watch.ts";
import { type BodySource, toBodySource } from "../../wire/body_source.ts";
import { ambiguous } from "./scope_refusals.ts";
import { readPrefix, replay, type StreamPrefix } from "./stream_prefix.ts";
import { maxParameterBytes, readWholeBody, refuseCompressed, refuseHiddenBody } from "./whole_body.ts";

/** A body that was checked as far as it was there. */
export interface ScopedBody {
  readonly body: MessageBody;
  /** Whether it goes out without the compression it came with: there are several ways to undo that. */
  readonly isUnpacked: boolean;
  /** Parameters that were met so far, at least those that pacing looks at; `undefined` when nobody has looked. */
  readonly parameters: Parameters | undefined;
  /** Why the stream broke off; `undefined` while it has not. */
  readonly refusal: unknown;
}

/** How much of a multipart body is looked at before the call goes out. */
const prefixBytes = 64 * 1024;

/** Judges the parameters of one call. */
export interface ParameterCheck {
  /** Whether a parameter may decide. */
  looksAt(name: string): boolean;
  /** Takes a parameter, in the order in which the official server reads them; throws to refuse the call. */
  add(name: string, value: string): void;
  /** Told that there are no more parameters; throws or rejects to refuse the call. */
  finish(): Promise<void> | void;
}

/** Tells a check of parameters and keeps them. */
class CheckedParameters implements ParameterSink {
  readonly parameters = new Parameters();

  constructor(readonly check: ParameterCheck) {}

  add(name: string, value: string): void {
    this.check.add(name, value);
    this.parameters.add(name, value);
  }

  finish(): Promise<void> | void {
    return this.check.finish();
  }
}

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
  check: ParameterCheck,
): Promise<ScopedBody> {
  refuseHiddenBody(request);
  const checked = new CheckedParameters(check);
  for (const [name, value] of readForm(request.query)) checked.add(name, value);
  const { headers, body } = request;
  const unchanged = async (passed: MessageBody, isUnpacked = false): Promise<ScopedBody> => {
    await checked.finish();
    return { body: passed, isUnpacked, parameters: checked.parameters, refusal: undefined };
  };
  if (body === null) return await unchanged(null);
  const type = headers.get("content-type") ?? "";
  const kind = readBodyKind(type);
  if (kind === "multipart") {
    refuseCompressed(request);
    const scanner = createScanner(type, checked);
    if (!(body instanceof Uint8Array)) return await scan(body, scanner, checked);
    scanner.feed(body);
    scanner.reader.end();
    return await unchanged(body);
  }
  if (kind === "untyped") {
    await refuseContent(body);
    return await unchanged(null);
  }
  // The whole body is a file: it holds no parameters.
  if (kind === "file") return await unchanged(body);
  const whole = await readWholeBody(request, maxParameterBytes);
  for (const [name, value] of readPairs(kind, whole?.bytes ?? new Uint8Array())) checked.add(name, value);
  return await unchanged(whole?.bytes ?? null, whole?.bytes !== whole?.sent);
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
function createScanner(contentType: string, checked: CheckedParameters): Scanner {
  const boundary = readBoundary(contentType);
  const isAscii = /^[\t\x20-\x7e]*$/.test(contentType);
  if (boundary === undefined || !isAscii) throw ambiguous("the multipart boundary is not clear");
  const serverBoundary = readServerBoundary(contentType);
  const otherBoundary = serverBoundary === undefined || serverBoundary === boundary
    ? undefined
    : new ByteWatch(`--${serverBoundary}`);
  const parts = collectParts({
    texts: checked,
    maxTextBytes: maxParameterBytes,
    isWanted: (part) => isWanted(part, checked.check),
  });
  const reader = new MultipartReader(boundary, { ...parts, isStrict: true });
  return {
    reader,
    feed(chunk) {
      if (otherBoundary?.sees(chunk)) throw ambiguous("the multipart boundary is not clear");
      reader.feed(chunk);
    },
  };
}

/** @throws {TelegramError} 400 when readers could take a part that decides for something else. */
function isWanted(part: MultipartPart, check: ParameterCheck): boolean {
  const isClear = part.textNames.size === 1 && part.filename === undefined && !part.isEncoded;
  for (const name of part.textNames) {
    if (check.looksAt(name) && !isClear) throw ambiguous(`the multipart part ${name} is not clear`);
  }
  return isClear && (check.looksAt(part.name) || countedParameters.includes(part.name));
}

async function scan(
  stream: ReadableStream<Uint8Array>,
  scanner: Scanner,
  checked: CheckedParameters,
): Promise<ScopedBody> {
  const source = toBodySource(stream);
  try {
    const prefix = await readPrefix(source, prefixBytes, (piece) => {
      scanner.feed(piece);
      return scanner.reader.isComplete;
    });
    if (prefix.isEnded) scanner.reader.end();
    if (prefix.isEnded || scanner.reader.isComplete) await checked.finish();
    return checkedAsItPasses(prefix, source, scanner, checked);
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
  checked: CheckedParameters,
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
    if (scanner.reader.isComplete && !wasComplete) await checked.finish();
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
    parameters: checked.parameters,
    get refusal() {
      return refusal;
    },
  };
}
