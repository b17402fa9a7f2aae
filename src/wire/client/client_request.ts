import { Buffer } from "node:buffer";
import { joinBytes } from "../join_bytes.ts";
import type { BodySource } from "../body_source.ts";

/** A body whose bytes come as they are read. */
export interface StreamedBody {
  readonly stream: ReadableStream<Uint8Array> | BodySource;
  /** How many there will be; `undefined` when that is not known: they go out in chunks then. */
  readonly length: number | undefined;
}

/** What is asked of a server. */
export interface ClientRequest {
  readonly method: string;
  /** Path and query, in ASCII. */
  readonly target: string;
  /**
   * Field lines, `Host` among them, each with its line break; each character is one byte. Those that frame the body are
   * not among them.
   */
  readonly fields: string;
  /** Field lines that stand behind those that frame the body. */
  readonly lastFields?: string | undefined;
  /** `undefined` for none: a POST says so by a length of 0. */
  readonly body?: Uint8Array | StreamedBody | undefined;
}

/** How every request over a connection begins. */
export interface RequestPrefix {
  /** Stands before each target: scheme and host of the server, where a proxy is told whom it is for; else empty. */
  readonly origin: string;
  /** Field lines for the proxy; empty for none. */
  readonly proxyFields: string;
}

/** Bodies up to this leave in one write with their heads; copying larger ones costs more than it saves. */
const maxJoinedBytes = 64 * 1024;

/** Head and body of a request that has all its bytes, in one piece or, beyond 64 KiB, in two. */
export function toPieces(request: ClientRequest, body: Uint8Array, prefix: RequestPrefix): Uint8Array[] {
  const head = toHead(
    request,
    prefix,
    body.length === 0 && hasNoMeaningOfBody(request.method) ? "" : lengthLine(body.length),
  );
  if (body.length > maxJoinedBytes) return [Buffer.from(head, "latin1"), body];
  return [joinBytes(head, body)];
}

/** Head of a request whose body follows. */
export function toStreamedHead(
  request: ClientRequest,
  { length }: StreamedBody,
  prefix: RequestPrefix,
): Uint8Array {
  const framing = length === undefined ? "Transfer-Encoding: chunked\r\n" : lengthLine(length);
  return Buffer.from(toHead(request, prefix, framing), "latin1");
}

function toHead(
  { method, target, fields, lastFields = "" }: ClientRequest,
  { origin, proxyFields }: RequestPrefix,
  framing: string,
): string {
  return `${method} ${origin}${target} HTTP/1.1\r\n${fields}${proxyFields}${framing}${lastFields}\r\n`;
}

function lengthLine(length: number): string {
  return `Content-Length: ${length}\r\n`;
}

/** Methods whose requests mostly have no body: where they have none, nothing is said of a length (RFC 9110 8.6). */
function hasNoMeaningOfBody(method: string): boolean {
  return method === "GET" || method === "HEAD";
}
