import type { CancelSignal } from "../../base/cancel_signal.ts";
import type { HeaderList } from "../../base/header_list.ts";
import type { HttpRequest, HttpResponse, MessageBody } from "../../base/http_message.ts";
import { withReadableError } from "../exchange/error_envelope.ts";
import type { MethodName } from "../../telegram/method_names.ts";
import type { UpstreamSender } from "../exchange/upstream_sender.ts";
import type { Caller } from "./caller.ts";
import { toHider } from "./hide_token.ts";
import { checkTokenMethod } from "./method_scope.ts";
import { ChatCheck, limitsPlaces } from "./scope.ts";
import { readScopedBody, type ScopedBody } from "./scoped_body.ts";
import type { MessageTopics } from "./topic_check.ts";
import { refuseHiddenBody } from "./whole_body.ts";

/** One call that goes upstream. */
export interface ForwardedCall {
  /** As it was received, or would have been. */
  readonly request: HttpRequest;
  readonly caller: Caller;
  readonly method: MethodName;
  readonly isTest: boolean;
  /** Whether it waited for its turn already: it is sent as it is, and not counted again. */
  readonly isInTurn?: boolean;
}

/** What upstream answered to a call, and the body it was sent, when that was held. */
export interface ForwardedAnswer extends HttpResponse {
  readonly sent: MessageBody;
  /** `Content-Encoding` of what was sent; empty for none. */
  readonly sentEncoding: string;
}

/**
 * Sends a call upstream as it came and gives upstream's answer as it comes: same query, body and headers, those of
 * the connection apart. With an access token, the real token takes its place on the way there and is taken out of
 * the answer on the way back.
 *
 * @throws {TelegramError} when the access token may not, or upstream answered an error that is not JSON.
 */
export function forwardCall(
  sender: UpstreamSender,
  call: ForwardedCall,
  topics: MessageTopics,
): Promise<ForwardedAnswer> {
  try {
    const checking = checkCall(call, topics);
    if (!(checking instanceof Promise)) return forwardChecked(sender, call, checking);
    return checking.then((scoped) => forwardChecked(sender, call, scoped));
  } catch (error) {
    return Promise.reject(error);
  }
}

/** {@linkcode forwardCall} with the body that {@linkcode checkCall} gave. Not by `await`: each costs a fiftieth of a small call. */
export function forwardChecked(
  sender: UpstreamSender,
  call: ForwardedCall,
  scoped: ScopedBody,
): Promise<ForwardedAnswer> {
  const { request, caller, method } = call;
  const hider = toHider(caller);
  const asked = hider === undefined ? request.headers : askingForPlain(request.headers);
  const sending = sender.send({
    method: sentVerb(request.method, method),
    target: toTarget(call),
    headers: scoped.isUnpacked ? withoutPacking(asked) : asked,
    body: scoped.body,
    signal: request.signal,
  });
  const sentEncoding = scoped.isUnpacked ? "" : request.headers.get("content-encoding") ?? "";
  const toAnswer = ({ status, headers, body }: HttpResponse) => (
    { status, headers, body, sent: scoped.body, sentEncoding }
  );
  return sending.then(
    (answer) =>
      hider === undefined && answer.status < 400
        ? toAnswer(answer)
        : cleanAnswer(answer, hider, request.signal).then(toAnswer),
    (error) => {
      throw scoped.refusal ?? error;
    },
  );
}

/** An answer that libraries can read, without what the caller must not see. */
async function cleanAnswer(
  answer: HttpResponse,
  hider: ReturnType<typeof toHider>,
  signal: CancelSignal,
): Promise<HttpResponse> {
  const hidden = hider === undefined ? answer : await hider.hide(answer, signal);
  return hidden.status < 400 ? hidden : await withReadableError(hidden, signal);
}

function toTarget({ caller, method, isTest, request: { query } }: ForwardedCall): string {
  const path = `/bot${caller.realToken}/${isTest ? "test/" : ""}${method.text}`;
  return query === "" ? path : `${path}?${query}`;
}

/** Headers that ask for an answer that can be looked into. */
function askingForPlain(headers: HeaderList): HeaderList {
  const asking = headers.copy();
  asking.set("accept-encoding", "identity");
  return asking;
}

/** The headers of a body that was decompressed. */
export function withoutPacking(headers: HeaderList): HeaderList {
  const plain = headers.copy();
  plain.delete("content-encoding");
  plain.delete("content-length");
  return plain;
}

/**
 * GET, when the method only reads; otherwise POST, which means the same to every Bot API server. Runtimes repeat a GET
 * by themselves when the connection is cut, and a message must not be sent twice.
 */
function sentVerb(verb: string, method: MethodName): string {
  return verb === "GET" && method.lower.startsWith("get") ? "GET" : "POST";
}

/**
 * Lets a call pass that its access token may make, and gives its body, checked as far as it is there.
 *
 * @throws {TelegramError} when the access token may not, at once or as a rejection.
 */
export function checkCall(
  { request, caller, method }: ForwardedCall,
  topics: MessageTopics,
): Promise<ScopedBody> | ScopedBody {
  checkTokenMethod(caller, method.lower);
  const { botId, scope } = caller;
  if (limitsPlaces(scope)) {
    return readScopedBody(
      request,
      new ChatCheck({ limits: scope, botId, messageTopics: topics }, method.lower),
    );
  }
  refuseHiddenBody(request);
  return { body: request.body, isUnpacked: false, parameters: undefined, refusal: undefined };
}
