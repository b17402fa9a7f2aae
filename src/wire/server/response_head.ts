import {
  type BodyFraming,
  bodyOfLength,
  bodyUntilClose,
  chunkedBody,
  emptyBody,
  noBody,
} from "../syntax/body_framing.ts";
import { fieldKind } from "../../base/field_name.ts";
import { writeResponseHead } from "../syntax/head_writer.ts";
import { HeaderList } from "../../base/header_list.ts";
import { httpDate } from "../syntax/http_date.ts";
import type { RequestHead } from "../syntax/request_head.ts";
import { statusText } from "./status_text.ts";
import type { WireResponse } from "./wire_response.ts";

/** How a response goes out. */
export interface PlannedResponse {
  /** The head as text of one character a byte. */
  readonly head: string;
  readonly framing: BodyFraming;
  /** Whether the body follows: not after HEAD, nor with 204 and 304. */
  readonly hasBody: boolean;
  readonly keepAlive: boolean;
}

/**
 * Head and framing of a response to `request`; `mayKeepAlive` is what the connection says.
 *
 * @throws {RangeError} {TypeError} when the response cannot be sent.
 */
export function planResponse(
  request: RequestHead,
  response: WireResponse,
  mayKeepAlive: boolean,
): PlannedResponse {
  const { status, headers } = response;
  if (status < 200) throw new RangeError(`Cannot send a response: its status is ${status}`);
  const framing = frame(request, response);
  const keepAlive = mayKeepAlive && framing !== bodyUntilClose && !asksToClose(headers);
  const head = writeResponseHead({
    status,
    reason: response.reason ?? statusText(status),
    headers,
    framing,
    keepAlive,
    minor: request.minor,
    date: httpDate(Date.now()),
  });
  const hasBody = response.body !== null && request.method !== "HEAD" && status !== 204 && status !== 304;
  return { head, framing, hasBody, keepAlive };
}

/** The whole response to what is no request that can be served; the connection is closed. */
export function planRefusal(status: number): string {
  return writeResponseHead({
    status,
    reason: statusText(status),
    headers: noHeaders,
    framing: emptyBody,
    keepAlive: false,
    minor: 1,
    date: httpDate(Date.now()),
  });
}

const noHeaders = new HeaderList();

function frame(request: RequestHead, { status, headers, body }: WireResponse): BodyFraming {
  if (status === 204) return noBody;
  if (body instanceof Uint8Array && status !== 304) return bodyOfLength(body.length);
  const length = declaredLength(headers);
  if (length !== undefined && (body !== null || request.method === "HEAD" || status === 304)) {
    return bodyOfLength(length);
  }
  if (status === 304) return noBody;
  // Of the response to HEAD it is not known what that to GET would have had.
  if (body === null) return request.method === "HEAD" ? noBody : emptyBody;
  return request.minor === 1 ? chunkedBody : request.method === "HEAD" ? noBody : bodyUntilClose;
}

function declaredLength(headers: HeaderList): number | undefined {
  const value = headers.get("content-length");
  if (value === undefined) return undefined;
  if (!/^[0-9]{1,15}$/.test(value)) {
    throw new TypeError("Cannot send a response: its Content-Length is malformed");
  }
  return Number(value);
}

function asksToClose(headers: HeaderList): boolean {
  for (let index = 0; index < headers.length; index++) {
    if (headers.kindAt(index) === fieldKind.connection && /\bclose\b/i.test(headers.valueAt(index))) {
      return true;
    }
  }
  return false;
}
