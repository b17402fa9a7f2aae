import { messageOf } from "../../faults/fault.ts";
import { type Clock, systemClock } from "../../base/clock.ts";
import { Deadlines } from "../../base/deadlines.ts";
import type { Logger } from "../../base/logger.ts";
import { StorageError } from "../../base/storage_error.ts";
import { descriptions, errorResponse, TelegramError, toErrorEnvelope } from "../../telegram/envelope.ts";
import { parseJsonMembers } from "../../telegram/json_members.ts";
import { canonicalMethodName } from "../../telegram/method_names.ts";
import { type Parameters, readParameters, readQuery, type WholeBody } from "../../telegram/parameters.ts";
import type { RequestBody } from "../../telegram/request_body.ts";
import { readToken } from "../../telegram/token.ts";
import {
  type ActingCaller,
  ActingCalls,
  type CallAnswer,
  type StreamedBody,
  toCaller,
} from "../calls/acting_calls.ts";
import { allowEveryOrigin, answerPreflight, isPreflight } from "./cross_origin.ts";
import { serveFile } from "../files/serve_file.ts";
import { type CallSenders, forwardCall, type ForwardedAnswer, type ForwardedCall } from "../calls/forward.ts";
import { findHeader } from "../exchange/headers.ts";
import { changesWebhook, findLocalCall, type LocalCall } from "./local_calls.ts";
import { type BotApiPath, isMethodName, parseBotApiPath, rawQuery } from "./path.ts";
import type {
  AnsweredCall,
  Caller,
  CallerLookup,
  CallWitness,
  ChatMoveObserver,
  LocalMethods,
  Onlooker,
  Overflow,
  ProgramObserver,
  ProxyObserver,
  UpstreamFetch,
} from "./ports.ts";
import { readMoveFromRefusal } from "../calls/refused_for_move.ts";
import { checkMethod } from "../calls/scope.ts";
import type { CallBody } from "../calls/scoped_body.ts";
import { WithoutOwnCredentials } from "../exchange/own_credentials.ts";
import { SenderByLoad } from "../exchange/sender_by_load.ts";
import { Transport } from "../exchange/transport.ts";
import { AnswerOverdue } from "../exchange/upstream_failure.ts";
import { maxHeldBytes, type UpstreamAnswer, type UpstreamSender } from "../exchange/upstream_sender.ts";
import { type ReplyOutcome, runWebhookReply } from "../calls/webhook_reply.ts";
import {
  announcesParameters,
  maxMultipartBytes,
  maxParameterBytes,
  readWholeBody,
  refuseHiddenBody,
} from "../calls/whole_body.ts";

/** Options for {@linkcode BotApiDoor}. */
export interface BotApiDoorOptions {
  readonly lookup: CallerLookup;
  readonly local: LocalMethods;
  /** Scheme, host and port of upstream, and a path if it has one; no slash at the end. */
  readonly upstreamUrl: string;
  readonly fetch: UpstreamFetch;
  /** The way of calls whose bodies are held; `fetch` when absent. */
  readonly calls?: UpstreamSender | undefined;
  /** So many calls at once take that way, and `fetch` those beyond. Default: all. */
  readonly maxCalls?: number | undefined;
  readonly overflow?: Overflow | undefined;
  /** Whether `fetch` sends bodies it holds a second time when a connection is cut, as Deno's does. */
  readonly replaysBodies?: boolean | undefined;
  /** The form in which bytes that were waited for are sent fastest; as they are when absent. */
  readonly lateBody?: ((bytes: Uint8Array<ArrayBuffer>) => BodyInit) | undefined;
  /** The body of a GET, which `Request` hides; `undefined` where it cannot be had. */
  readonly hiddenBody?:
    | ((request: Request) => ReadableStream<Uint8Array<ArrayBuffer>> | undefined)
    | undefined;
  /** Folder of a `--local` server, when this process can read it. */
  readonly upstreamFiles?: string | undefined;
  /** BotMux's own API key from the settings, which never goes upstream. */
  readonly apiKey?: string | undefined;
  readonly observer: ProxyObserver;
  readonly witness?: CallWitness | undefined;
  readonly chatMoves?: ChatMoveObserver | undefined;
  readonly onlooker?: Onlooker | undefined;
  readonly programs?: ProgramObserver | undefined;
  readonly logger: Logger;
  readonly clock?: Clock | undefined;
  /** Longest wait for the head of upstream's answer. Uploads take minutes: default 10 minutes. */
  readonly headTimeoutMs?: number | undefined;
}

/** The Bot-API-compatible door. */
export interface BotApiDoor {
  /**
   * Answers a call or a file request; `undefined` when the path is not the Bot API's. `path` is the raw path of
   * `request.url`, without its query. Never rejects.
   */
  handle(request: Request, path: string): Promise<Response> | undefined;
  /**
   * Carries out the method call in a backend's answer to an update, once, for whoever set the webhook. The result of
   * the call goes nowhere; the outcome is for the consumer's log.
   *
   * @throws the reason of `signal` when that aborts; nothing else, whatever the backend or upstream did.
   */
  reply(caller: ActingCaller, body: WholeBody, signal: AbortSignal): Promise<ReplyOutcome>;
  /**
   * Makes a call on behalf of somebody, the way every program's call goes, and gives the whole answer. `method` is not
   * looked at: those that BotMux answers itself would go upstream too.
   *
   * @throws the reason of `signal` when that aborts; nothing else, whatever upstream did.
   */
  call(
    caller: ActingCaller,
    method: string,
    body: WholeBody | StreamedBody,
    signal: AbortSignal,
  ): Promise<CallAnswer>;
  /**
   * Downloads a file on behalf of somebody; `path` as getFile told it in an answer of {@linkcode BotApiDoor.call}.
   *
   * @throws {TelegramError} when it is not there or upstream refuses.
   */
  download(caller: ActingCaller, path: string, signal: AbortSignal): Promise<Response>;
}

/** How many characters of a method's name are told on; the longest of the Bot API has 33. */
const maxMethodLength = 64;
/** What a client that hung up is answered; nobody reads it. */
const clientGoneStatus = 499;

export function createBotApiDoor(options: BotApiDoorOptions): BotApiDoor {
  return new Door(options);
}

class Door implements BotApiDoor {
  readonly #options: BotApiDoorOptions;
  readonly #downloads: UpstreamSender;
  readonly #senders: CallSenders;
  readonly #acting: ActingCalls;

  constructor(options: BotApiDoorOptions) {
    this.#options = options;
    const { fetch, overflow, replaysBodies, clock = systemClock, headTimeoutMs = 600_000 } = options;
    const transport = new Transport({ fetch, overflow, replaysBodies, clock, headTimeoutMs });
    const { calls = transport, maxCalls = Infinity, apiKey } = options;
    const held = new SenderByLoad({ few: calls, many: transport, maxFew: maxCalls });
    const streamed = new WithoutOwnCredentials(transport, apiKey);
    this.#senders = { held: new WithoutOwnCredentials(held, apiKey), streamed };
    this.#downloads = streamed;
    this.#acting = new ActingCalls({
      send: (call) => this.#forward(call),
      toFailure: (error) => this.#toFailure(error),
      deadlines: new Deadlines(clock, headTimeoutMs),
    });
  }

  handle(request: Request, path: string): Promise<Response> | undefined {
    const target = parseBotApiPath(path);
    return target === undefined ? undefined : this.#answerFromAnywhere(request, target);
  }

  async reply(caller: ActingCaller, body: WholeBody, signal: AbortSignal): Promise<ReplyOutcome> {
    const outcome = await runWebhookReply(this.#acting, caller, body, signal);
    if (outcome.kind === "unreadable") this.#tellRefused(caller, "", new TelegramError(400, outcome.why));
    if (outcome.kind === "refused") {
      this.#tellRefused(caller, outcome.method, new TelegramError(400, `Bad Request: it ${outcome.why}`));
    }
    return outcome;
  }

  call(
    caller: ActingCaller,
    method: string,
    body: WholeBody | StreamedBody,
    signal: AbortSignal,
  ): Promise<CallAnswer> {
    return this.#acting.call(caller, method, body, signal);
  }

  download(caller: ActingCaller, path: string, signal: AbortSignal): Promise<Response> {
    return this.#file(new Request("http://acting.invalid/", { signal }), toCaller(caller), path);
  }

  async #answerFromAnywhere(request: Request, target: BotApiPath): Promise<Response> {
    if (isPreflight(request)) return answerPreflight(request);
    return allowEveryOrigin(await this.#answer(request, target));
  }

  async #answer(request: Request, target: BotApiPath): Promise<Response> {
    try {
      if (target.kind === "notFound") throw new TelegramError(404, descriptions.notFound);
      const { token, consumerName } = target;
      const caller = this.#options.lookup.find(token, consumerName) ??
        await this.#resolveUnknown(token, consumerName);
      return target.kind === "file"
        ? await this.#file(request, caller, target.rest)
        : await this.#call(request, caller, target);
    } catch (error) {
      return this.#refuse(error, request);
    }
  }

  /** @throws {TelegramError} unless the token can be added just now. */
  async #resolveUnknown(token: string, consumerName: string | undefined): Promise<Caller> {
    const read = readToken(token);
    if (read === "malformed") throw new TelegramError(401, descriptions.invalidToken);
    if (read === "misdirected") throw new TelegramError(421, descriptions.misdirected);
    if (read === "unauthorized") throw new TelegramError(401, descriptions.unauthorized);
    const { lookup } = this.#options;
    const known = consumerName === undefined ? undefined : lookup.find(token, undefined);
    const added = known ?? await lookup.register(token);
    if (added === undefined) throw new TelegramError(401, descriptions.unauthorized);
    if (consumerName === undefined) return added;
    const caller = lookup.find(token, consumerName);
    if (caller === undefined) throw new TelegramError(404, "Not Found: consumer not found");
    return caller;
  }

  #call(received: Request, caller: Caller, target: BotApiPath): Promise<Response> {
    if (received.method !== "POST" && received.method !== "GET") {
      throw new TelegramError(501, "Not Implemented");
    }
    this.#options.programs?.called(caller);
    const request = this.#withHiddenBody(received);
    const query = rawQuery(request.url);
    return target.rest === ""
      ? this.#unnamed(request, caller, target, query)
      : this.#named(request, caller, target, query);
  }

  /** A GET whose body holds parameters is the same call as a POST, where the runtime gives the body. */
  #withHiddenBody(request: Request): Request {
    const body = announcesParameters(request) ? this.#options.hiddenBody?.(request) : undefined;
    if (body === undefined) return request;
    const { url, headers, signal } = request;
    const init: RequestInit & { duplex: "half" } = { method: "POST", headers, signal, body, duplex: "half" };
    return new Request(url, init);
  }

  /** The method stands in the parameter `method`. */
  async #unnamed(
    request: Request,
    caller: Caller,
    target: BotApiPath,
    query: string,
  ): Promise<Response> {
    const body = await readWholeBody(request, maxMultipartBytes);
    const rest = readParameters(query, body).get("method") ?? "";
    return await this.#named(request, caller, { ...target, rest }, query, body);
  }

  async #named(
    request: Request,
    caller: Caller,
    { rest: name, isTest }: BotApiPath,
    query: string,
    body?: RequestBody,
  ): Promise<Response> {
    const local = this.#findLocal(caller, name);
    if (local !== undefined) return await this.#answerHere(local, request, caller, name, query, body);
    const call = { request, caller, method: name, isTest, query, body: body?.sent };
    const { status, headers, body: answered } = await this.#forward(call);
    return new Response(this.#toBody(answered), { status, headers });
  }

  /**
   * How the call is answered here; `undefined` when it goes upstream.
   *
   * @throws {TelegramError} 404 when there is no such method, or none for this caller.
   */
  #findLocal(caller: Caller, name: string): LocalCall | undefined {
    try {
      if (!isMethodName(name)) throw new TelegramError(404, descriptions.methodNotFound);
      checkMethod(caller.scope, name.toLowerCase());
    } catch (error) {
      this.#tellRefused(caller, name, error);
      throw error;
    }
    return findLocalCall(name.toLowerCase());
  }

  async #answerHere(
    local: LocalCall,
    request: Request,
    caller: Caller,
    name: string,
    query: string,
    body: RequestBody | undefined,
  ): Promise<Response> {
    let parameters: Parameters | undefined;
    try {
      parameters = body === undefined && request.method === "GET"
        ? readGetParameters(request, query)
        : readLocalParameters(
          name,
          query,
          body ?? await readWholeBody(request, maxLocalBytes(request, query)),
        );
      const response = await local(this.#options.local, caller, parameters, request.signal);
      if (this.#options.onlooker?.isLooking === true) {
        await this.#tellAnswered(this.#options.onlooker, caller, name, parameters, response);
      }
      return response;
    } catch (error) {
      if (!request.signal.aborted) this.#tellRefused(caller, name, error, parameters);
      throw error;
    }
  }

  /** Not of getUpdates: what it answers is told of as updates. */
  async #tellAnswered(
    onlooker: Onlooker,
    { botId }: Caller,
    name: string,
    parameters: Parameters,
    response: Response,
  ): Promise<void> {
    const method = name.toLowerCase();
    if (method === "getupdates") return;
    const answer: unknown = await response.clone().json();
    onlooker.answeredHere({ botId, method, parameters, status: response.status, answer });
  }

  #tellRefused(
    { botId }: Pick<Caller, "botId">,
    name: string,
    error: unknown,
    parameters?: Parameters,
  ): void {
    const { onlooker } = this.#options;
    if (onlooker?.isLooking !== true) return;
    const refusal = error instanceof TelegramError ? error : internalError();
    onlooker.answeredHere({
      botId,
      method: name.slice(0, maxMethodLength).toLowerCase(),
      parameters,
      status: refusal.code,
      answer: toErrorEnvelope(refusal),
    });
  }

  /** Sends a call upstream and tells the observer how it went. */
  async #forward(call: ForwardedCall): Promise<UpstreamAnswer> {
    const startMs = performance.now();
    let status = 500;
    let isOwn = true;
    try {
      const answer = await forwardCall(this.#senders, this.#options.upstreamUrl, call);
      status = answer.status;
      isOwn = false;
      if (status === 200) this.#tell(call, answer);
      else if (status === 400) await this.#noteMove(call, answer);
      return answer;
    } catch (error) {
      status = toStatus(error, call.request);
      if (status !== clientGoneStatus) this.#tellRefused(call.caller, call.method, error);
      throw error;
    } finally {
      const name = canonicalMethodName(call.method.toLowerCase()) ?? "other";
      this.#options.observer.proxied(name, status, performance.now() - startMs, call.caller.botId, isOwn);
    }
  }

  /** Tells the witness of a call. */
  #tell(call: ForwardedCall, answer: ForwardedAnswer): void {
    const { witness } = this.#options;
    const answered = witness && toAnsweredCall(call, answer);
    if (answered !== undefined) witness?.answered(answered);
  }

  /**
   * Before the answer leaves: whoever repeats the call with the new id must not be told that it is out of scope. What
   * goes wrong here changes no answer; the next refusal tells of the move again.
   */
  async #noteMove(call: ForwardedCall, answer: ForwardedAnswer): Promise<void> {
    const { chatMoves, logger } = this.#options;
    const answered = chatMoves && toAnsweredCall(call, answer);
    try {
      const move = answered && await readMoveFromRefusal(answered);
      if (move !== undefined) await chatMoves?.note(call.caller.botId, move);
    } catch (error) {
      logger.error("cannot record that a group became a supergroup", { bot: call.caller.botId, error });
    }
  }

  #toBody(body: CallBody): BodyInit | null {
    const { lateBody } = this.#options;
    return body instanceof Uint8Array && lateBody !== undefined ? lateBody(body) : body;
  }

  async #file(request: Request, caller: Caller, path: string): Promise<Response> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      throw new TelegramError(501, "Not Implemented");
    }
    checkMethod(caller.scope, "getfile");
    const startMs = performance.now();
    const { upstreamUrl, upstreamFiles, observer, clock = systemClock } = this.#options;
    let status = 500;
    try {
      const source = { transport: this.#downloads, upstreamUrl, upstreamFiles, clock };
      const response = await serveFile(source, request, caller, path);
      status = response.status;
      return response;
    } catch (error) {
      status = toStatus(error, request);
      throw error;
    } finally {
      observer.proxied("file", status, performance.now() - startMs, caller.botId, false);
    }
  }

  #refuse(error: unknown, request: Request): Response {
    if (request.signal.aborted) return new Response(null, { status: clientGoneStatus });
    return errorResponse(this.#toFailure(error));
  }

  #toFailure(error: unknown): TelegramError {
    if (error instanceof TelegramError) return error;
    // Its database's health and the log tell of it once.
    if (error instanceof StorageError) return storageFailure(error);
    this.#options.logger.error("Bot API call failed", { error });
    return internalError();
  }
}

/** How soon a program may ask again for what a database could not give, in seconds. */
const storageRetrySec = 5;

function storageFailure(error: StorageError): TelegramError {
  return new TelegramError(503, `Service Unavailable: ${messageOf(error.fault)}`, {
    retry_after: storageRetrySec,
  });
}

/**
 * A call as it is told of; `undefined` when its answer is not held whole. Calls to Telegram's test servers are another
 * world.
 */
function toAnsweredCall(
  { caller, request, method, isTest, query }: ForwardedCall,
  { sent, sentEncoding, headers, body }: ForwardedAnswer,
): AnsweredCall | undefined {
  if (isTest || !(body instanceof Uint8Array)) return undefined;
  return {
    botId: caller.botId,
    method: method.toLowerCase(),
    query,
    contentType: request.headers.get("content-type") ?? "",
    contentEncoding: sentEncoding,
    sent: sent instanceof Uint8Array && sent.length <= maxHeldBytes ? sent : undefined,
    answer: body,
    answerEncoding: findHeader(headers, "content-encoding") ?? "",
  };
}

function internalError(): TelegramError {
  return new TelegramError(500, "Internal Server Error");
}

function toStatus(error: unknown, { signal }: Request): number {
  if (signal.aborted && !(signal.reason instanceof AnswerOverdue)) return clientGoneStatus;
  if (error instanceof StorageError) return 503;
  return error instanceof TelegramError ? error.code : 500;
}

/** @throws {TelegramError} 413 when the query is too long, 400 when there is a body. */
function readGetParameters(request: Request, query: string): Parameters {
  refuseLongQuery(query);
  refuseHiddenBody(request);
  return readQuery(query);
}

/** @throws {TelegramError} 400 when the body cannot be read, or not whole where that would change a webhook. */
function readLocalParameters(name: string, query: string, body: WholeBody | undefined): Parameters {
  if (body !== undefined && changesWebhook(name.toLowerCase())) refuseBrokenJson(body);
  return readParameters(query, body);
}

/** A setWebhook of which a part is missing would take the webhook away, or its secret. */
function refuseBrokenJson({ contentType, bytes }: WholeBody): void {
  if (!/application\/json/i.test(contentType) || parseJsonMembers(bytes) !== undefined) return;
  throw new TelegramError(400, "Bad Request: can't read the JSON body to its end");
}

/** @throws {TelegramError} 413 when the query alone is too long. */
function maxLocalBytes(request: Request, query: string): number {
  refuseLongQuery(query);
  const isMultipart = /multipart\/form-data/i.test(request.headers.get("content-type") ?? "");
  return isMultipart ? maxMultipartBytes : maxParameterBytes;
}

function refuseLongQuery(query: string): void {
  if (query.length > maxParameterBytes) throw new TelegramError(413, descriptions.tooLarge);
}
