import { fieldKind } from "../../base/field_name.ts";
import type { HeaderList } from "../../base/header_list.ts";
import { toListItems } from "./list_items.ts";
import { MalformedMessage, type MalformedMessageStatus } from "./malformed_message.ts";

/** What the fields of a head say about its body and its connection, before the rules of requests or responses. */
export interface FramingFields {
  /** -1 for none. */
  contentLength: number;
  /** Value of `Transfer-Encoding`. */
  transferEncoding: string | undefined;
  /** Whether `Connection` holds `close`. */
  closes: boolean;
  /** Whether `Connection` holds `keep-alive`. */
  keepsAlive: boolean;
  /** Value of `Host`. */
  host: string | undefined;
  /** Whether `Expect` is `100-continue`. */
  expectsContinue: boolean;
}

/** So that every length is an exact number. */
const maxLengthDigits = 15;

/** Options for {@linkcode readFramingFields}. */
interface FramingOptions {
  /** Status of what is malformed. */
  readonly status: MalformedMessageStatus;
  /** Whether equal lengths count as one, which takes the place of all in the headers (RFC 9112 6.3). */
  readonly takesEqualLengths: boolean;
}

/**
 * Reads the fields that frame a message. A length or a coding that is there twice is refused: other readers may take the
 * first, the last or a list of them (RFC 9112 6.3).
 *
 * @throws {MalformedMessage}
 */
export function readFramingFields(
  headers: HeaderList,
  { status, takesEqualLengths }: FramingOptions,
): FramingFields {
  const found: FramingFields = {
    contentLength: -1,
    transferEncoding: undefined,
    closes: false,
    keepsAlive: false,
    host: undefined,
    expectsContinue: false,
  };
  let areLengthsRepeated = false;
  for (let index = 0; index < headers.length; index++) {
    switch (headers.kindAt(index)) {
      case fieldKind.contentLength:
        if (found.contentLength >= 0) {
          if (!takesEqualLengths) throw badLength(status, "is there more than once");
          areLengthsRepeated = true;
        }
        found.contentLength = parseNextLength(headers.valueAt(index), found.contentLength, status);
        break;
      case fieldKind.transferEncoding:
        if (found.transferEncoding !== undefined) {
          throw new MalformedMessage(
            status,
            "bad_transfer_encoding",
            "Transfer-Encoding is there more than once",
          );
        }
        found.transferEncoding = headers.valueAt(index);
        break;
      case fieldKind.connection:
        readConnection(headers.valueAt(index), found);
        break;
      case fieldKind.host:
        if (found.host !== undefined) {
          throw new MalformedMessage(status, "bad_host", "Host is there more than once");
        }
        found.host = headers.valueAt(index);
        break;
      case fieldKind.expect:
        if (headers.valueAt(index).toLowerCase() === "100-continue") found.expectsContinue = true;
        break;
    }
  }
  if (areLengthsRepeated) headers.set("Content-Length", String(found.contentLength));
  return found;
}

/**
 * Checks that a transfer coding is `chunked` and nothing else, the only one that is understood (RFC 9112 6.1).
 *
 * @throws {MalformedMessage}
 */
export function checkTransferEncoding(
  value: string,
  malformed: MalformedMessageStatus,
  unknown: MalformedMessageStatus,
): void {
  if (value === "chunked" || value.toLowerCase() === "chunked") return;
  const codings = toListItems(value);
  const others = codings.slice(0, -1);
  if (codings.at(-1) !== "chunked" || others.includes("chunked") || others.includes("")) {
    throw new MalformedMessage(
      malformed,
      "bad_transfer_encoding",
      "Transfer-Encoding does not end with chunked",
    );
  }
  throw new MalformedMessage(
    unknown,
    "unknown_transfer_encoding",
    "Transfer-Encoding holds a coding other than chunked",
  );
}

function parseNextLength(value: string, before: number, status: MalformedMessageStatus): number {
  const length = parseLength(value, status);
  if (before >= 0 && length !== before) throw badLength(status, "is there with different values");
  return length;
}

function parseLength(value: string, status: MalformedMessageStatus): number {
  let length = 0;
  for (let index = 0; index < value.length; index++) {
    const digit = value.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) throw badLength(status, "is not a decimal number");
    length = length * 10 + digit;
  }
  if (value.length === 0 || value.length > maxLengthDigits) {
    throw badLength(status, `is not a decimal number of at most ${maxLengthDigits} digits`);
  }
  return length;
}

function badLength(status: MalformedMessageStatus, problem: string): MalformedMessage {
  return new MalformedMessage(status, "bad_content_length", `Content-Length ${problem}`);
}

function readConnection(value: string, found: FramingFields): void {
  if (value === "keep-alive") {
    found.keepsAlive = true;
    return;
  }
  for (const option of toListItems(value)) {
    if (option === "close") found.closes = true;
    else if (option === "keep-alive") found.keepsAlive = true;
  }
}
