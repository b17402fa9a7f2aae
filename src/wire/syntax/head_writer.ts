import type { BodyFraming } from "./body_framing.ts";
import { fieldKind, type FieldName } from "../../base/field_name.ts";
import type { HeaderList } from "../../base/header_list.ts";

/** A response's head to be written. */
export interface OutgoingResponse {
  readonly status: number;
  readonly reason: string;
  /** `Connection`, `Content-Length` and `Transfer-Encoding` are passed over. */
  readonly headers: HeaderList;
  /** What the head says: the response to HEAD has that of GET. `until_close` needs `keepAlive: false`. */
  readonly framing: BodyFraming;
  readonly keepAlive: boolean;
  /** Version of the request: to HTTP/1.0 a connection that stays open is announced. */
  readonly minor: 0 | 1;
  /** Value of `Date`, where `headers` has none. */
  readonly date: string;
}

const reasonText = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The head as text of one character a byte.
 *
 * @throws {RangeError} when the status is none that a response has.
 * @throws {TypeError} when the reason holds what would end the line, or more.
 */
export function writeResponseHead(response: OutgoingResponse): string {
  const { status, reason, headers, keepAlive, minor } = response;
  if (!Number.isInteger(status) || status < 100 || status > 999) {
    throw new RangeError(`Cannot send a response: its status is ${status}`);
  }
  if (!reasonText.test(reason)) throw new TypeError("Cannot send a response: its reason is malformed");
  if (response.framing.kind === "until_close" && keepAlive) {
    throw new TypeError("Cannot send a response: its body ends with a connection that stays open");
  }
  return "HTTP/1.1 " + status + " " + reason + "\r\n" +
    headers.write(isNoFraming) + (headers.has("date") ? "" : "Date: " + response.date + "\r\n") +
    writeFraming(response.framing) +
    (keepAlive ? minor === 1 ? "\r\n" : "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

function isNoFraming({ kind }: FieldName): boolean {
  return kind !== fieldKind.contentLength && kind !== fieldKind.transferEncoding &&
    kind !== fieldKind.connection;
}

function writeFraming(framing: BodyFraming): string {
  switch (framing.kind) {
    case "length":
      return "Content-Length: " + framing.bytes + "\r\n";
    case "chunked":
      return "Transfer-Encoding: chunked\r\n";
    default:
      return "";
  }
}
