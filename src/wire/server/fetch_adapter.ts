import { HeaderList } from "../../base/header_list.ts";
import type { RequestHead } from "../syntax/request_head.ts";
import { escapedPath } from "./escaped_path.ts";
import type { Exchange } from "./exchange.ts";
import { settleBody } from "./settled_body.ts";
import { emptyResponse, type WireResponse } from "./wire_response.ts";

/**
 * Answers a web-standard request. `clientAddress` tells the peer's IP address, without its port; empty when it is not
 * known any more.
 */
export type ServedFetch = (request: Request, clientAddress: () => string) => Response | Promise<Response>;

/** Methods that `Request` refuses, so that nothing behind it can allow them. */
const forbiddenMethods: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);
/** For their 405 (RFC 9110 15.5.6); which of these a resource takes, only it could tell. */
const possibleMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

/** Bodies of GET and HEAD requests, which `Request` does not have. */
const hiddenBodies = new WeakMap<Request, Exchange>();

/** Bytes of bodies that were made by {@linkcode knownBody}. */
const knownBodies = new WeakMap<ReadableStream, Uint8Array>();

/**
 * `bytes` as the body of a `Response` that this server sends as they are: with their length, from this memory, whatever
 * their size. Anybody else reads a stream.
 */
export function knownBody(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  }, { highWaterMark: 0 });
  knownBodies.set(stream, bytes);
  return stream;
}

/** Lets `fetch` answer an exchange: what `fetch` throws, this throws. */
export function serveFetch(fetch: ServedFetch, exchange: Exchange): WireResponse | Promise<WireResponse> {
  if (forbiddenMethods.has(exchange.head.method)) {
    return { status: 405, headers: HeaderList.of(["Allow", possibleMethods]), body: null };
  }
  const url = toUrl(exchange);
  if (url === undefined) return emptyResponse(400);
  const response = fetch(toRequest(exchange, url), () => exchange.clientAddress);
  return response instanceof Promise
    ? response.then((settled) => toWireResponse(settled, exchange.head))
    : toWireResponse(response, exchange.head);
}

/** The body of a GET or HEAD request that was served; undefined for none. It can be asked for once. */
export function hiddenBody(request: Request): ReadableStream<Uint8Array<ArrayBuffer>> | undefined {
  const exchange = hiddenBodies.get(request);
  hiddenBodies.delete(request);
  return exchange?.body.stream();
}

function toRequest(exchange: Exchange, url: string): Request {
  const { method, headers: list } = exchange.head;
  const request = new Request(url, { method, headers: toPairs(list), ...toBody(exchange) });
  // A real one takes Deno longer than the rest of the request, and few are listened to.
  Object.defineProperty(request, "signal", { get: () => exchange.signal, configurable: true });
  if (isWithoutBody(method) && exchange.body.declaredBytes !== 0) hiddenBodies.set(request, exchange);
  return request;
}

/** A list, since copying `Headers` doubles the time that Deno takes for a request. */
function toPairs(list: HeaderList): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index < list.length; index++) {
    pairs.push([list.lowerNameAt(index), list.valueAt(index)]);
  }
  return pairs;
}

function toBody({ head, body }: Exchange): { readonly body?: BodyInit; readonly duplex?: "half" } {
  if (isWithoutBody(head.method) || body.declaredBytes === 0) return {};
  // Sockets give bytes that nobody shares.
  const whole = body.whole as Uint8Array<ArrayBuffer> | undefined;
  return whole === undefined ? { body: body.stream(), duplex: "half" } : { body: whole };
}

function isWithoutBody(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/** The whole URL; undefined where none can be made. Without Host, as in HTTP/1.0, its host is `localhost`. */
function toUrl({ head, isSecure }: Exchange): string | undefined {
  const path = head.path === "*" ? "/" : escapedPath(head);
  const url = `${isSecure ? "https" : "http"}://${head.host === "" ? "localhost" : head.host}${path}`;
  return URL.canParse(url) ? url : undefined;
}

async function toWireResponse(response: Response, { method }: RequestHead): Promise<WireResponse> {
  const { status } = response;
  const headers = new HeaderList();
  for (const [name, value] of response.headers) headers.append(name, value);
  const reason = response.statusText === "" ? undefined : response.statusText;
  const body = knownBytes(response.body) ?? response.body;
  if (!(body instanceof ReadableStream) || method === "HEAD" || headers.has("content-length")) {
    return { status, reason, headers, body };
  }
  return { status, reason, headers, body: await settleBody(body) };
}

function knownBytes(body: ReadableStream | null): Uint8Array | undefined {
  // Who has begun to read it may have changed what is left.
  return body === null || body.locked ? undefined : knownBodies.get(body);
}
