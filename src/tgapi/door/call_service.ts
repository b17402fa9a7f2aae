import { decodeUtf8 } from "../../base/bytes.ts";
import type { CancelSignal } from "../../base/cancel_signal.ts";
import { HeaderList } from "../../base/header_list.ts";
import type { HttpRequest, HttpResponse, HttpService } from "../../base/http_message.ts";
import { descriptions, TelegramError } from "../../telegram/envelope.ts";
import { isMethodName, type MethodName, toMethodName } from "../../telegram/method_names.ts";
import { type Parameters, readParameters } from "../../telegram/parameters.ts";
import { readToken } from "../../telegram/token.ts";
import { clientGoneStatus } from "../calls/call_failure.ts";
import type { CallListener } from "../calls/call_listener.ts";
import type { Caller } from "../calls/caller.ts";
import type { Calls } from "../calls/calls.ts";
import { checkMethod } from "../calls/method_scope.ts";
import { announcesParameters, maxMultipartBytes, readWholeBody } from "../calls/whole_body.ts";
import { errorAnswer } from "../exchange/own_answers.ts";
import { allowEveryOrigin, answerPreflight, isPreflight } from "./cross_origin.ts";
import { findLocalCall, type LocalCall, presentsProof } from "./local_calls.ts";
import { readLocalParameters } from "./local_parameters.ts";
import type { BotApiPath } from "./path.ts";
import { PathMemory } from "./path_memory.ts";
import type { CallerLookup, LocalMethods } from "./ports.ts";

/** Options for {@linkcode CallService}. */
interface CallServiceOptions {
  readonly lookup: CallerLookup;
  readonly local: LocalMethods;
  /** The way of everything that is not answered here. */
  readonly calls: Pick<Calls, "forward" | "file" | "refused" | "toFailure">;
  readonly listener: CallListener;
}

/**
 * The Bot API for programs: recognises the caller, answers what BotMux answers itself, and passes on the rest. Whichever
 * server received a request, it comes here as plain data.
 */
export class CallService implements HttpService {
  readonly #options: CallServiceOptions;
  readonly #paths = new PathMemory();

  constructor(options: CallServiceOptions) {
    this.#options = options;
  }

  find(path: string): ((request: HttpRequest) => Promise<HttpResponse>) | undefined {
    const target = this.#paths.parse(path);
    return target && ((request) => this.#serve(request, target));
  }

  /** Answers a call or a request for a file. */
  #serve(request: HttpRequest, target: BotApiPath): Promise<HttpResponse> {
    if (isPreflight(request)) return Promise.resolve(answerPreflight(request));
    const refuse = (error: unknown) => allowEveryOrigin(this.#refuse(error, request.signal));
    try {
      return this.#answer(request, target).then(allowEveryOrigin, refuse);
    } catch (error) {
      return Promise.resolve(refuse(error));
    }
  }

  #answer(request: HttpRequest, target: BotApiPath): Promise<HttpResponse> {
    if (target.kind === "notFound") throw new TelegramError(404, descriptions.notFound);
    const { token, consumerName } = target;
    const caller = this.#options.lookup.find(token, consumerName);
    return caller === undefined
      ? this.#resolveUnknown(token, consumerName).then((found) => this.#answerTo(request, found, target))
      : this.#answerTo(request, caller, target);
  }

  #answerTo(request: HttpRequest, caller: Caller, target: BotApiPath): Promise<HttpResponse> {
    return target.kind === "file"
      ? this.#options.calls.file(request, caller, target.rest)
      : this.#call(withParametersAsPost(request), caller, target);
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

  #call(request: HttpRequest, caller: Caller, target: BotApiPath): Promise<HttpResponse> {
    if (request.method !== "POST" && request.method !== "GET") {
      throw new TelegramError(501, "Not Implemented");
    }
    this.#options.listener.called(caller);
    return target.rest === "" ? this.#unnamed(request, caller, target) : this.#named(request, caller, target);
  }

  /** The method is in the parameter `method`. */
  async #unnamed(request: HttpRequest, caller: Caller, target: BotApiPath): Promise<HttpResponse> {
    const body = await readWholeBody(request, maxMultipartBytes);
    const rest = readParameters(request.query, body).get("method") ?? "";
    return await this.#named({ ...request, body: body?.sent ?? null }, caller, { ...target, rest });
  }

  #named(request: HttpRequest, caller: Caller, { rest, isTest }: BotApiPath): Promise<HttpResponse> {
    const method = toMethodName(rest);
    const local = this.#findLocal(caller, method);
    return local === undefined
      ? this.#options.calls.forward({ request, caller, method, isTest })
      : this.#answerHere(local, request, caller, method);
  }

  /**
   * How the call is answered here; `undefined` when it goes upstream.
   *
   * @throws {TelegramError} 404 when there is no such method, or none for this caller.
   */
  #findLocal(caller: Caller, { text, lower, canonical }: MethodName): LocalCall | undefined {
    try {
      if (canonical === undefined && !isMethodName(text)) {
        throw new TelegramError(404, descriptions.methodNotFound);
      }
      checkMethod(caller.scope, lower);
    } catch (error) {
      this.#options.calls.refused(caller, text, error);
      throw error;
    }
    return findLocalCall(lower);
  }

  async #answerHere(
    local: LocalCall,
    request: HttpRequest,
    caller: Caller,
    { text, lower }: MethodName,
  ): Promise<HttpResponse> {
    let parameters: Parameters | undefined;
    try {
      const read = readLocalParameters(lower, request);
      parameters = read instanceof Promise ? await read : read;
      const answer = await local(this.#options.local, caller, parameters, request.signal);
      if (this.#options.listener.isListening) this.#tellAnswered(caller, lower, parameters, answer);
      return answer;
    } catch (error) {
      const told = presentsProof(lower) ? undefined : parameters;
      if (!request.signal.aborted) this.#options.calls.refused(caller, text, error, told);
      throw error;
    }
  }

  /** Not of getUpdates, whose answers are told of as updates, nor of what proves who somebody is. */
  #tellAnswered(
    { botId }: Caller,
    method: string,
    parameters: Parameters,
    { status, body }: HttpResponse,
  ): void {
    if (method === "getupdates" || presentsProof(method) || !(body instanceof Uint8Array)) return;
    const answer: unknown = JSON.parse(decodeUtf8(body));
    this.#options.listener.answeredHere({ botId, method, parameters, status, answer });
  }

  #refuse(error: unknown, signal: CancelSignal): HttpResponse {
    if (signal.aborted) return { status: clientGoneStatus, headers: new HeaderList(), body: null };
    return errorAnswer(this.#options.calls.toFailure(error));
  }
}

/** A GET whose body holds parameters is the same call as a POST; any other body of a GET means nothing. */
function withParametersAsPost(request: HttpRequest): HttpRequest {
  if (request.method !== "GET" || request.body === null) return request;
  return announcesParameters(request) ? { ...request, method: "POST" } : { ...request, body: null };
}
