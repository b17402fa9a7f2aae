import { Buffer } from "node:buffer";

/**
 * How the official Bot API server reads a request, after tdlib's HttpReader and JsonBuilder: a model apart from ours,
 * in which each byte is one character.
 */

/** Parameters in the order in which the server reads them; the first of a name counts. */
export type Args = [name: string, value: string][];

/** Which of tdlib's ways to read `Content-Disposition` is taken: until 2024 it split at every semicolon. */
export type DispositionRules = "escapes" | "splits";

/** A request as the server gets it, in Latin-1. */
export interface OfficialRequest {
  readonly query: string;
  readonly contentType: string;
  readonly body: string;
}

/** The parameters of a request; `undefined` when the server refuses it without looking at them. */
export function readArgs(request: OfficialRequest, rules: DispositionRules): Args | undefined {
  const args: Args = [];
  parseParameters(request.query, args);
  const { body } = request;
  if (body === "") return args;
  const type = request.contentType.toLowerCase();
  if (type.includes("multipart/form-data")) return parseMultipart(request, args, rules) ? args : undefined;
  if (type.includes("application/x-www-form-urlencoded")) parseParameters(body, args);
  else if (type.includes("application/json")) parseJson(body, args);
  return args;
}

/** The value of a parameter; empty when it is absent. */
export function argOf(args: Args, name: string): string {
  return args.find(([found]) => found === name)?.[1] ?? "";
}

/** The first member of a name in a JSON object, as text; empty when there is none or the JSON cannot be read. */
export function memberOf(json: string, name: string): string {
  const members: Args = [];
  return parseJson(json, members) ? argOf(members, name) : "";
}

/** The chat or user that the text of an id names: a name as it is, a number by its leading digits. */
export function targetOf(id: string): string {
  if (id.startsWith("@")) return id;
  const digits = /^-?[0-9]*/.exec(id)?.[0] ?? "";
  return BigInt.asIntN(64, BigInt(digits === "" || digits === "-" ? 0 : digits)).toString();
}

function parseParameters(text: string, args: Args): void {
  for (const pair of text.split("&")) {
    const equals = pair.indexOf("=");
    if (pair === "") continue;
    args.push([
      decodeUrl(equals < 0 ? pair : pair.slice(0, equals), true),
      equals < 0 ? "" : decodeUrl(pair.slice(equals + 1), true),
    ]);
  }
}

function decodeUrl(text: string, isPlusSpace: boolean): string {
  const spaced = isPlusSpace ? text.replaceAll("+", " ") : text;
  return spaced.replace(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

/** Walks over JSON as leniently as the server does. */
class Walker {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get peek(): string {
    return this.text[this.at] ?? "\0";
  }

  skipSpace(): void {
    while (this.at < this.text.length && " \t\r\n\0\v".includes(this.peek)) this.at++;
  }

  skip(sign: string): boolean {
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }
}

/** Adds the members up to the first fault; false when there is one. */
function parseJson(text: string, args: Args): boolean {
  const walker = new Walker(text);
  walker.skipSpace();
  if (walker.peek === '"') {
    const content = readString(walker);
    if (content === undefined || walker.at < text.length) return false;
    args.push(["content", content]);
    return true;
  }
  if (!walker.skip("{")) return false;
  for (;;) {
    walker.skipSpace();
    if (walker.skip("}")) {
      walker.skipSpace();
      return walker.at === text.length;
    }
    const name = readString(walker);
    walker.skipSpace();
    if (name === undefined || !walker.skip(":")) return false;
    walker.skipSpace();
    const from = walker.at;
    const value = walker.peek === '"'
      ? readString(walker)
      : skipValue(walker, 100)
      ? text.slice(from, walker.at)
      : undefined;
    if (value === undefined) return false;
    args.push([name, value]);
    walker.skipSpace();
    if (walker.peek !== "}" && !walker.skip(",")) return false;
  }
}

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function readString(walker: Walker): string | undefined {
  if (!walker.skip('"')) return undefined;
  const { text } = walker;
  let end = walker.at;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  if (end >= text.length) return undefined;
  const source = text.slice(walker.at, end);
  walker.at = end + 1;
  let read = "";
  for (let at = 0; at < source.length; at++) {
    if (source[at] !== "\\") {
      read += source[at];
      continue;
    }
    const sign = source[++at];
    if (sign === undefined) return undefined;
    if ('"\\/'.includes(sign)) read += sign;
    else if (escapes[sign] !== undefined) read += escapes[sign];
    else if (sign === "u") {
      const hex = source.slice(at + 1, at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) return undefined;
      read += Buffer.from(String.fromCharCode(parseInt(hex, 16)), "utf8").toString("latin1");
      at += 4;
    } else at--; // An escape that it does not know loses its backslash.
  }
  return read;
}

function skipValue(walker: Walker, depth: number): boolean {
  if (depth < 0) return false;
  walker.skipSpace();
  const first = walker.peek;
  if (first === '"') return readString(walker) !== undefined;
  if (first === "[" || first === "{") return skipList(walker, first, depth);
  if ("-+.0123456789".includes(first)) {
    while ("-+.0123456789eE".includes(walker.peek)) walker.at++;
    return true;
  }
  return walker.skip("false") || walker.skip("true") || walker.skip("null");
}

function skipList(walker: Walker, open: "[" | "{", depth: number): boolean {
  const close = open === "[" ? "]" : "}";
  walker.skip(open);
  walker.skipSpace();
  if (walker.skip(close)) return true;
  for (;;) {
    if (open === "{") {
      if (readString(walker) === undefined) return false;
      walker.skipSpace();
      if (!walker.skip(":")) return false;
    }
    if (!skipValue(walker, depth - 1)) return false;
    walker.skipSpace();
    if (walker.skip(close)) return true;
    if (!walker.skip(",")) return false;
    walker.skipSpace();
  }
}

/** False when the server refuses the request. */
function parseMultipart(
  { contentType, body }: OfficialRequest,
  args: Args,
  rules: DispositionRules,
): boolean {
  const boundary = boundaryOf(contentType);
  if (boundary === "" || boundary.length > 70) return false;
  const first = body.indexOf(`--${boundary}`);
  if (first < 0) return false;
  for (let at = first + 2 + boundary.length;;) {
    const headEnd = body.indexOf("\r\n\r\n", at);
    if (headEnd <= at) return false;
    // Two bytes after the boundary are passed over whatever they are.
    const part = readHead(body.slice(at + 2, headEnd + 2), rules);
    if (part === undefined) return false;
    const valueEnd = body.indexOf(`\r\n--${boundary}`, headEnd + 4);
    if (valueEnd < 0) return false;
    const value = body.slice(headEnd + 4, valueEnd);
    if (!part.isFile && part.type.startsWith("application/x-www-form-urlencoded")) {
      parseParameters(value, args);
    } else if (!part.isFile) args.push([part.name, value]);
    at = valueEnd + 4 + boundary.length;
    if (at + 2 > body.length) return false;
    if (body.startsWith("--", at)) return true;
  }
}

function boundaryOf(contentType: string): string {
  const word = contentType.toLowerCase().indexOf("boundary");
  const equals = word < 0 ? -1 : contentType.indexOf("=", word);
  if (equals < 0) return "";
  const end = contentType.indexOf(";", equals);
  const value = contentType.slice(equals + 1, end < 0 ? undefined : end);
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

interface OfficialPart {
  name: string;
  isFile: boolean;
  type: string;
}

function readHead(text: string, rules: DispositionRules): OfficialPart | undefined {
  const part: OfficialPart = { name: "", isFile: false, type: "application/octet-stream" };
  for (let at = 0; at < text.length;) {
    const colon = text.indexOf(":", at);
    if (colon < 0) return undefined;
    const name = trim(text.slice(at, colon)).toLowerCase();
    let end = colon;
    do {
      end = text.indexOf("\r", end + 1);
      if (end < 0 || text[end + 1] !== "\n") return undefined;
      at = end + 2;
    } while (text[at] === " " || text[at] === "\t");
    const value = trim(text.slice(colon + 1, end));
    if (name === "content-type") part.type = value;
    if (name === "content-disposition" && !readDisposition(value, part, rules)) return undefined;
  }
  return part.name === "" ? undefined : part;
}

function readDisposition(value: string, part: OfficialPart, rules: DispositionRules): boolean {
  if (!value.startsWith("form-data;")) return false;
  for (let rest = trim(value.slice(10)); rest.includes("="); rest = trim(rest)) {
    const equals = rest.indexOf("=");
    const key = trim(rest.slice(0, equals));
    rest = rest.slice(equals + 1);
    let found: string;
    if (rules === "escapes" && trim(rest).startsWith('"')) {
      const match = /^"((?:[^"\\]|\\[^])*)"[ \t\r\n\v\0]*(;|$)/.exec(trim(rest));
      if (match === null) return false;
      found = (match[1] ?? "").replace(/\\([^])/g, "$1");
      rest = trim(rest).slice(match[0].length);
    } else {
      const end = rest.indexOf(";");
      found = trim(end < 0 ? rest : rest.slice(0, end));
      rest = end < 0 ? "" : rest.slice(end + 1);
      const isQuoted = found.length > 1 && found.startsWith('"') && found.endsWith('"');
      if (rules === "splits" && isQuoted) found = found.slice(1, -1);
    }
    if (rules === "escapes") found = decodeUrl(found, false);
    if (key === "name") part.name = found;
    if (key === "filename") part.isFile = true;
  }
  return true;
}

function trim(text: string): string {
  return text.replace(/^[ \t\r\n\v\0]+|[ \t\r\n\v\0]+$/g, "");
}
