import { type BodyFraming, bodyOfLength, bodyUntilClose, chunkedBody, noBody } from "./body_framing.ts";
import { checkTransferEncoding, type FramingFields, readFramingFields } from "./framing_fields.ts";
import { defaultHeadLimits, type HeadLimits, type HeadRules } from "./head_rules.ts";
import { HeadScanner } from "./head_scanner.ts";
import type { HeaderList } from "../../base/header_list.ts";
import { MalformedMessage } from "./malformed_message.ts";
import { readMinorVersion } from "./request_head.ts";

/** Head of a response (RFC 9112 4). A status below 200 is interim: the final head follows it. */
export interface ResponseHead {
  /** 100 to 999. */
  readonly status: number;
  readonly reason: string;
  readonly minor: 0 | 1;
  readonly headers: HeaderList;
  readonly framing: BodyFraming;
  /** Whether the connection can carry another request after this response. */
  readonly keepAlive: boolean;
}

/** Reads heads of responses one after another from the bytes of one connection. */
export class ResponseHeadParser {
  readonly #line = new StatusLine();
  readonly #scanner: HeadScanner;

  constructor(limits: HeadLimits = defaultHeadLimits) {
    this.#scanner = new HeadScanner(limits, this.#line);
  }

  /** After {@linkcode parse} returned a head: where in the chunk the bytes after it start. */
  end = 0;

  /** Whether bytes of a head were taken that is not whole. */
  get isWithin(): boolean {
    return this.#scanner.isWithin;
  }

  /**
   * Reads `chunk` from `start`; `method` is the request's. Returns undefined when all of it was taken and the head is not
   * whole.
   *
   * @throws {MalformedMessage} after which the parser is of no use.
   */
  parse(chunk: Uint8Array, start: number, method: string): ResponseHead | undefined {
    const end = this.#scanner.scan(chunk, start);
    if (end < 0) return undefined;
    this.end = end;
    const text = this.#scanner.readText();
    const headers = this.#scanner.readFields(text);
    this.#scanner.reset();
    return toResponseHead(this.#line, text, headers, method);
  }
}

const space = 0x20;
/** HTTP/1.1, space, three digits. */
const statusEnd = 12;

class StatusLine implements HeadRules {
  readonly malformedStatus = 502;
  readonly tooLargeStatus = 502;
  /** Some servers that stand in front of others end lines so; whoever is given the head gets CR LF. */
  readonly takesBareLf = true;
  readonly maxLeadingBytes = 0;
  readonly maxStartLineBytes = 1024;
  status = 0;
  /** Where the line ends. */
  end = 0;
  minor: 0 | 1 = 1;

  checkFirstByte(byte: number): void {
    if (byte !== 0x48) throw badStatusLine();
  }

  startLineTooLong(): MalformedMessage {
    return badStatusLine();
  }

  readStartLine(bytes: Uint8Array, start: number, end: number): void {
    // Some servers leave out the space before an empty reason.
    if (end - start < statusEnd || bytes[start + 8] !== space) throw badStatusLine();
    if (end - start > statusEnd && bytes[start + statusEnd] !== space) throw badStatusLine();
    this.minor = readMinorVersion(bytes, start, 502);
    let status = 0;
    for (let index = start + 9; index < start + statusEnd; index++) {
      const digit = bytes[index]! - 0x30;
      if (digit < 0 || digit > 9) throw badStatusLine();
      status = status * 10 + digit;
    }
    if (status < 100) throw badStatusLine();
    this.status = status;
    this.end = end - start;
  }
}

function toResponseHead(
  line: StatusLine,
  text: string,
  headers: HeaderList,
  method: string,
): ResponseHead {
  const { status, minor } = line;
  if (status === 101) {
    throw new MalformedMessage(502, "protocol_switch", "The server switched to a protocol nobody asked for");
  }
  const fields = readFramingFields(headers, { status: 502, takesEqualLengths: true });
  const framing = responseFraming(fields, status, method);
  // An interim head says nothing of the connection: the final one does.
  const keepAlive = status < 200 || (framing !== bodyUntilClose && !fields.closes &&
    (minor === 1 || (fields.keepsAlive && fields.transferEncoding === undefined)));
  return { status, reason: text.slice(statusEnd + 1, line.end), minor, headers, framing, keepAlive };
}

/** RFC 9112 6.3. */
function responseFraming(fields: FramingFields, status: number, method: string): BodyFraming {
  if (fields.transferEncoding !== undefined) {
    if (fields.contentLength >= 0) {
      throw new MalformedMessage(
        502,
        "length_and_transfer_encoding",
        "The response has both Content-Length and Transfer-Encoding",
      );
    }
    checkTransferEncoding(fields.transferEncoding, 502, 502);
  }
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return noBody;
  if (method === "CONNECT" && status < 300) return noBody;
  if (fields.transferEncoding !== undefined) return chunkedBody;
  return fields.contentLength < 0 ? bodyUntilClose : bodyOfLength(fields.contentLength);
}

function badStatusLine(): MalformedMessage {
  return new MalformedMessage(502, "bad_status_line", "The status line is malformed");
}
