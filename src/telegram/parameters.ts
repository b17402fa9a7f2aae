import { concatBytes, decodeUtf8, decodeUtf8Whole } from "../base/bytes.ts";
import { parseBotApiJson } from "./bot_api_json.ts";
import { TelegramError } from "./envelope.ts";
import { readForm } from "./form.ts";
import { skipSpace } from "./json_bytes.ts";
import { readJsonMembers } from "./json_members.ts";
import { createMultipartReader, type MultipartPart } from "./multipart.ts";
import { collectParts, type FileSink, formType } from "./part_collector.ts";

/** A file part of a multipart body. */
export interface FilePart {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/**
 * Parameters of one call, as the official server reads them: every value is text (JSON values keep their JSON
 * spelling), names are case-sensitive, the first occurrence of a name wins, and the query string comes first.
 */
export class Parameters {
  readonly values = new Map<string, string>();
  readonly files = new Map<string, FilePart>();

  /** The value of `name`; an empty text counts as absent, as with the official server. */
  get(name: string): string | undefined {
    return this.values.get(name) || undefined;
  }

  /** An integer: leading digits after an optional minus; anything else reads as 0. Absent gives `fallback`. */
  integer(name: string, fallback: number): number {
    const text = this.get(name);
    return text === undefined ? fallback : parseLeadingInteger(text);
  }

  /** Like {@linkcode integer}, of a number beyond 32 bits as well; one that no number holds exactly is the nearest that is. */
  wideInteger(name: string, fallback: number): number {
    const digits = /^-?[0-9]+/.exec(this.get(name) ?? "")?.[0];
    if (digits === undefined) return this.get(name) === undefined ? fallback : 0;
    return Math.min(Math.max(Number(digits), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER) || 0;
  }

  /** `true`, `yes` or `1`, in any case and with spaces around; everything else is false. */
  boolean(name: string): boolean {
    const text = this.get(name)?.trim().toLowerCase();
    return text === "true" || text === "yes" || text === "1";
  }

  /** The value read as JSON, without members that are `null`; `undefined` when absent or malformed. */
  json(name: string): unknown {
    const text = this.get(name);
    return text === undefined ? undefined : parseBotApiJson(text);
  }

  add(name: string, value: string): void {
    if (!this.values.has(name)) this.values.set(name, value);
  }
}

/**
 * The integer at the start of `text`: "30s" is 30, "abc" and "+5" are 0. Wraps into 32 bits as the official
 * server's parser does.
 */
export function parseLeadingInteger(text: string): number {
  const digits = /^-?[0-9]+/.exec(text)?.[0];
  if (digits !== undefined && digits.length < 10) return Number(digits) || 0;
  // BigInt, because a wrapped value depends on the low bits that a double would have lost.
  return digits === undefined ? 0 : Number(BigInt.asIntN(32, BigInt(digits.slice(0, 400))));
}

/** A body as it arrived, whole. */
export interface WholeBody {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads the parameters of a call from the query string (without `?`) and, after it, from the body. Of malformed forms and
 * JSON what precedes the fault is used.
 *
 * @throws {TelegramError} 400 when the body is multipart that cannot be read.
 */
export function readParameters(query: string, body?: WholeBody): Parameters {
  const parameters = readQuery(query);
  if (body === undefined || body.bytes.length === 0) return parameters;
  const type = body.contentType.toLowerCase();
  if (type.includes("multipart/form-data")) {
    addMultipart(parameters, body);
  } else if (type.includes(formType)) {
    addForm(parameters, decodeUtf8Whole(body.bytes));
  } else if (type.includes("application/json")) {
    addJson(parameters, body.bytes);
  } else {
    parameters.files.set("file", { filename: "", contentType: body.contentType, bytes: body.bytes });
  }
  return parameters;
}

/**
 * Like {@linkcode readParameters}, for those who only look at a call that upstream took: `undefined` when it cannot be
 * read.
 */
export function tryReadParameters(query: string, body?: WholeBody): Parameters | undefined {
  try {
    return readParameters(query, body);
  } catch (error) {
    if (error instanceof TelegramError) return undefined;
    throw error;
  }
}

/** Reads the parameters of a call without a body from its query string (without `?`). Never throws. */
export function readQuery(query: string): Parameters {
  const parameters = new Parameters();
  if (query !== "") addForm(parameters, query);
  return parameters;
}

function addForm(parameters: Parameters, text: string): void {
  for (const [name, value] of readForm(text)) parameters.add(name, value);
}

function addJson(parameters: Parameters, bytes: Uint8Array): void {
  for (const [name, text] of readJsonMembers(bytes)) parameters.add(name, text);
  if (bytes[skipSpace(bytes, 0)] !== 0x22) return;
  const content = readJsonString(decodeUtf8(bytes));
  if (content !== undefined) parameters.add("content", content);
}

function readJsonString(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function addMultipart(parameters: Parameters, { contentType, bytes }: WholeBody): void {
  const openFile = (part: MultipartPart) => keepFile(parameters, part);
  const reader = createMultipartReader(contentType, collectParts({ texts: parameters, openFile }));
  reader.feed(bytes);
  reader.end();
}

/** Adds a file at its end, the first of its name. */
function keepFile(parameters: Parameters, { name, filename = "", contentType }: MultipartPart): FileSink {
  const pieces: Uint8Array[] = [];
  return {
    add: (piece) => void pieces.push(piece),
    end() {
      if (parameters.files.has(name)) return;
      const type = contentType === "" ? "application/octet-stream" : contentType;
      parameters.files.set(name, { filename, contentType: type, bytes: concatBytes(pieces) });
    },
  };
}
