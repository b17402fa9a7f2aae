import { withReadableError } from "../exchange/error_envelope.ts";
import { announcedLength, dropHeader, endToEndHeaders, type HeaderList } from "../exchange/headers.ts";
import { TokenHider } from "./hide_token.ts";
import type { Caller } from "../door/ports.ts";
import { ChatCheck, checkTokenMethod } from "./scope.ts";
import { type CallBody, readScopedBody, type ScopedBody } from "./scoped_body.ts";
import { maxHeldBytes, type UpstreamAnswer, type UpstreamSender } from "../exchange/upstream_sender.ts";
import { refuseHiddenBody } from "./whole_body.ts";

/** One call that goes upstream. */
export interface ForwardedCall {
  readonly request: Request;
  readonly caller: Caller;
  /** As the caller spelled it. */
  readonly method: string;
  readonly isTest: boolean;
  /** Without `?`. */
  readonly query: string;
  /** The body, when it had to be read to find the method's name. */
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
}

/** What upstream answered to a call, and the body it was sent, when that was held. */
export interface ForwardedAnswer extends UpstreamAnswer {
  readonly sent: CallBody;
  /** `Content-Encoding` of what was sent; empty for none. */
  readonly sentEncoding: string;
}

/** The ways that calls take. */
export interface CallSenders {
  /** For bodies that are held whole. */
  readonly held: UpstreamSender;
  readonly streamed: UpstreamSender;
}

/**
 * Sends a call upstream as it came and gives upstream's answer as it comes: same query, body and headers, those of
 * the connection apart. With an access token, the real token takes its place on the way there and is taken out of
 * the answer on the way back.
 *
 * @throws {TelegramError} when the access token may not, or upstream answered an error that is not JSON.
 */
export async function forwardCall(
  senders: CallSenders,
  upstreamUrl: string,
  call: ForwardedCall,
): Promise<ForwardedAnswer> {
  const { request, caller, method, query } = call;
  checkTokenMethod(caller, method.toLowerCase());
  const scoped = await readCallBody(call);
  const hider = toHider(caller);
  const asked = hider === undefined ? endToEndHeaders(request.headers) : plainHeaders(request.headers);
  const url = `${upstreamUrl}/bot${caller.realToken}/${call.isTest ? "test/" : ""}${method}`;
  const isHeld = !(scoped.body instanceof ReadableStream);
  const sending = (isHeld ? senders.held : senders.streamed).send({
    url: query === "" ? url : `${url}?${query}`,
    method: sentVerb(request.method, method),
    headers: scoped.isUnpacked ? withoutPacking(asked) : asked,
    body: scoped.body,
    isShort: isHeld,
    signal: request.signal,
  });
  const answer = await sending.catch((error) => {
    throw scoped.refusal ?? error;
  });
  const clean = hider === undefined ? answer : await hider.hide(answer, request.signal);
  const { status, headers, body } = clean.status < 400
    ? clean
    : await withReadableError(clean, request.signal);
  const sentEncoding = scoped.isUnpacked ? "" : request.headers.get("content-encoding") ?? "";
  return { status, headers, body, sent: scoped.body, sentEncoding };
}

/** What hides the real token from this caller; `undefined` when the caller holds it. */
export function toHider(caller: Caller): TokenHider | undefined {
  return caller.presentedToken === caller.realToken
    ? undefined
    : new TokenHider(caller.realToken, caller.presentedToken);
}

/** Headers that ask for an answer that can be looked into. */
function plainHeaders(headers: Headers): HeaderList {
  return [...dropHeader(endToEndHeaders(headers), "accept-encoding"), ["accept-encoding", "identity"]];
}

function withoutPacking(headers: HeaderList): HeaderList {
  return dropHeader(dropHeader(headers, "content-encoding"), "content-length");
}

/**
 * GET, when the method only reads; otherwise POST, which means the same to every Bot API server. Runtimes repeat a GET
 * by themselves when the connection is cut, and a message must not be sent twice.
 */
function sentVerb(verb: string, method: string): string {
  return verb === "GET" && /^get/i.test(method) ? "GET" : "POST";
}

async function readCallBody(call: ForwardedCall): Promise<ScopedBody> {
  const { chats } = call.caller.scope;
  if (chats !== undefined) {
    const check = new ChatCheck(chats, call.method.toLowerCase());
    return await readScopedBody(wholeRequest(call), call.query, check);
  }
  const body = call.body ?? await readUncheckedBody(call.request);
  return { body, isUnpacked: false, refusal: undefined };
}

async function readUncheckedBody(request: Request): Promise<CallBody> {
  refuseHiddenBody(request);
  const length = announcedLength(request.headers);
  // Touching `body` makes a stream, which costs more than all the rest: only where it is needed.
  if (request.method === "POST" && length !== undefined && length <= maxHeldBytes) {
    return length === 0 ? null : new Uint8Array(await request.arrayBuffer());
  }
  return request.body;
}

/** The request, with the body that was read from it before put back. */
function wholeRequest({ request, body }: ForwardedCall): Request {
  if (body === undefined) return request;
  return new Request(request.url, { method: "POST", headers: request.headers, body });
}
