import { type BodyFraming, bodyOfLength, chunkedBody, noBody } from "./body_framing.ts";
import { isTargetByte } from "./byte_class.ts";
import { checkTransferEncoding, type FramingFields, readFramingFields } from "./framing_fields.ts";
import { defaultHeadLimits, type HeadLimits, type HeadRules } from "./head_rules.ts";
import { decodeLatin1, HeadScanner } from "./head_scanner.ts";
import type { HeaderList } from "../../base/header_list.ts";
import { isHostText } from "./host_text.ts";
import { MalformedMessage } from "./malformed_message.ts";

/** Head of a request (RFC 9112 3). */
export interface RequestHead {
  /** Upper case: others are refused, since `fetch` would take `get` for `GET`. */
  readonly method: string;
  /** As it was sent. Bytes above 0x7F are possible, one character each. */
  readonly target: string;
  /** Path and query of the target, `*` for `OPTIONS *`, the authority for `CONNECT`. */
  readonly path: string;
  /** Authority of the target if it has one, which outranks `Host` (RFC 9112 3.2.2), else `Host`; may be empty. */
  readonly host: string;
  readonly minor: 0 | 1;
  readonly headers: HeaderList;
  readonly framing: BodyFraming;
  /**
   * Whether the client wants the connection to stay open after the response. Not after CONNECT: it sends what belongs to
   * the tunnel without waiting for it.
   */
  readonly keepAlive: boolean;
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
}

/** Reads heads of requests one after another from the bytes of one connection. */
export class RequestHeadParser {
  readonly #line: RequestLine;
  readonly #scanner: HeadScanner;

  constructor(limits: HeadLimits = defaultHeadLimits) {
    this.#line = new RequestLine(limits);
    this.#scanner = new HeadScanner(limits, this.#line);
  }

  /** After {@linkcode parse} returned a head: where in the chunk the bytes after it start. */
  end = 0;

  /** Whether bytes of a head were taken that is not whole. */
  get isWithin(): boolean {
    return this.#scanner.isWithin;
  }

  /**
   * Reads `chunk` from `start`. Returns undefined when all of it was taken and the head is not whole.
   *
   * @throws {MalformedMessage} after which the parser is of no use.
   */
  parse(chunk: Uint8Array, start: number): RequestHead | undefined {
    const end = this.#scanner.scan(chunk, start);
    if (end < 0) return undefined;
    this.end = end;
    const text = this.#scanner.readText();
    const headers = this.#scanner.readFields(text);
    this.#scanner.reset();
    return toRequestHead(this.#line, text, headers);
  }
}

const space = 0x20;
const slash = 0x2f;
const maxMethodBytes = 24;
/** Space, HTTP/1.1. */
const versionBytes = 9;
const methodText = /^[A-Z][A-Z_-]*$/;

class RequestLine implements HeadRules {
  readonly malformedStatus = 400;
  readonly tooLargeStatus = 431;
  readonly takesBareLf = false;
  readonly maxLeadingBytes = 16;
  readonly maxStartLineBytes: number;
  readonly #maxTargetBytes: number;
  #host: string | undefined;
  method = "";
  /** Where the target starts and ends in the line. */
  targetStart = 0;
  targetEnd = 0;
  /** Path and authority of a target that is no path itself. */
  path: string | undefined;
  authority: string | undefined;
  minor: 0 | 1 = 1;

  constructor(limits: HeadLimits) {
    this.#maxTargetBytes = limits.maxTargetBytes;
    this.maxStartLineBytes = maxMethodBytes + 1 + limits.maxTargetBytes + versionBytes;
  }

  checkFirstByte(byte: number): void {
    if (byte < 0x41 || byte > 0x5a) throw badRequestLine();
  }

  startLineTooLong(): MalformedMessage {
    return new MalformedMessage(
      414,
      "target_too_long",
      `The request target is longer than ${this.#maxTargetBytes} bytes`,
    );
  }

  readStartLine(bytes: Uint8Array, start: number, end: number): void {
    const targetEnd = end - versionBytes;
    let methodEnd = start;
    while (methodEnd < targetEnd && bytes[methodEnd] !== space) methodEnd++;
    const targetStart = methodEnd + 1;
    if (targetStart >= targetEnd || bytes[targetEnd] !== space) throw badRequestLine();
    this.minor = readMinorVersion(bytes, targetEnd + 1, 505);
    this.method = readMethod(bytes, start, methodEnd);
    if (targetEnd - targetStart > this.#maxTargetBytes) throw this.startLineTooLong();
    for (let index = targetStart; index < targetEnd; index++) {
      if (isTargetByte[bytes[index]!] !== 1) throw badTarget();
    }
    this.targetStart = targetStart - start;
    this.targetEnd = targetEnd - start;
    this.path = undefined;
    this.authority = undefined;
    if (bytes[targetStart] !== slash || this.method === "CONNECT") {
      this.#readOtherForm(decodeLatin1(bytes, targetStart, targetEnd));
    }
  }

  /** A target that is no path (RFC 9112 3.2.2 to 3.2.4). */
  #readOtherForm(target: string): void {
    if (this.method === "CONNECT") {
      if (!/^[^/?]*:[0-9]{1,5}$/.test(target)) throw badTarget();
      this.authority = target;
    } else if (target !== "*" || this.method !== "OPTIONS") {
      const absolute = /^https?:\/\/([^/?]+)(.*)$/is.exec(target);
      if (absolute === null) throw badTarget();
      const rest = absolute[2]!;
      this.path = rest.startsWith("/") ? rest : `/${rest}`;
      this.authority = absolute[1]!;
    }
    if (this.authority !== undefined && !isHostText(this.authority)) throw badHost();
  }

  /** A connection's requests mostly name the same host, so the one found right before is not looked at again. */
  checkHost(host: string | undefined): void {
    if (host === this.#host && host !== undefined) return;
    if (host === undefined) {
      if (this.minor === 0) return;
      throw new MalformedMessage(400, "bad_host", "Host is missing");
    }
    if (!isHostText(host)) throw badHost();
    this.#host = host;
  }
}

/**
 * Reads `HTTP/1.0` or `HTTP/1.1` at `start`, where at least eight bytes stand.
 *
 * @throws {MalformedMessage} with `status` for other versions.
 */
export function readMinorVersion(bytes: Uint8Array, start: number, status: 502 | 505): 0 | 1 {
  const minor = bytes[start + 7]! - 0x30;
  const isHttp = bytes[start] === 0x48 && bytes[start + 1] === 0x54 && bytes[start + 2] === 0x54 &&
    bytes[start + 3] === 0x50 && bytes[start + 4] === 0x2f && bytes[start + 6] === 0x2e;
  const major = bytes[start + 5]! - 0x30;
  if (!isHttp || major < 0 || major > 9 || minor < 0 || minor > 9) {
    throw status === 505
      ? badRequestLine()
      : new MalformedMessage(502, "bad_version", "The version is malformed");
  }
  if (major !== 1 || minor > 1) {
    throw new MalformedMessage(status, "bad_version", "The version is neither HTTP/1.0 nor HTTP/1.1");
  }
  return minor === 0 ? 0 : 1;
}

function readMethod(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  const first = bytes[start];
  if (
    length === 4 && first === 0x50 && bytes[start + 1] === 0x4f && bytes[start + 2] === 0x53 &&
    bytes[start + 3] === 0x54
  ) {
    return "POST";
  }
  if (length === 3 && first === 0x47 && bytes[start + 1] === 0x45 && bytes[start + 2] === 0x54) return "GET";
  const text = length > maxMethodBytes ? "" : decodeLatin1(bytes, start, end);
  if (!methodText.test(text)) throw new MalformedMessage(501, "bad_method", "The method is unknown");
  return text;
}

function toRequestHead(line: RequestLine, text: string, headers: HeaderList): RequestHead {
  const { method, minor } = line;
  const target = text.slice(line.targetStart, line.targetEnd);
  const fields = readFramingFields(headers, { status: 400, takesEqualLengths: false });
  line.checkHost(fields.host);
  const framing = requestFraming(fields, minor);
  if (method === "CONNECT" && framing !== noBody) {
    throw new MalformedMessage(400, "connect_with_body", "CONNECT has no body");
  }
  return {
    method,
    target,
    path: line.path ?? target,
    host: line.authority ?? fields.host ?? "",
    minor,
    headers,
    framing,
    keepAlive: (minor === 1 || fields.keepsAlive) && !fields.closes && method !== "CONNECT",
    expectsContinue: fields.expectsContinue && minor === 1 && framing !== noBody &&
      !(framing.kind === "length" && framing.bytes === 0),
  };
}

function requestFraming(fields: FramingFields, minor: 0 | 1): BodyFraming {
  if (fields.transferEncoding === undefined) {
    return fields.contentLength < 0 ? noBody : bodyOfLength(fields.contentLength);
  }
  if (fields.contentLength >= 0) {
    throw new MalformedMessage(
      400,
      "length_and_transfer_encoding",
      "The request has both Content-Length and Transfer-Encoding",
    );
  }
  if (minor === 0) {
    throw new MalformedMessage(400, "bad_transfer_encoding", "Transfer-Encoding is not part of HTTP/1.0");
  }
  checkTransferEncoding(fields.transferEncoding, 400, 501);
  return chunkedBody;
}

function badRequestLine(): MalformedMessage {
  return new MalformedMessage(400, "bad_request_line", "The request line is malformed");
}

function badHost(): MalformedMessage {
  return new MalformedMessage(400, "bad_host", "Host is malformed");
}

function badTarget(): MalformedMessage {
  return new MalformedMessage(400, "bad_target", "The request target is malformed");
}
