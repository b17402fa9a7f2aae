import { type Clock, systemClock } from "../../base/clock.ts";
import { Deadlines } from "../../base/deadlines.ts";
import { HeaderList } from "../../base/header_list.ts";
import type { HttpRequest, HttpResponse } from "../../base/http_message.ts";
import type { Logger } from "../../base/logger.ts";
import type { Pacing } from "../../pacing/pacing.ts";
import type { AnsweredCall } from "../../telegram/answered_call.ts";
import type { ChatMove } from "../../telegram/chat_move.ts";
import { TelegramError, toErrorEnvelope, toOkEnvelope } from "../../telegram/envelope.ts";
import type { Parameters, WholeBody } from "../../telegram/parameters.ts";
import type { CallAnswer } from "../exchange/call_answer.ts";
import { okAnswer } from "../exchange/own_answers.ts";
import { maxHeldBytes, type UpstreamSender } from "../exchange/upstream_sender.ts";
import { ActingCalls, type StreamedBody } from "./acting_calls.ts";
import { clientGoneStatus, internalError, toForeseenFailure, toStatus } from "./call_failure.ts";
import type { CallEnd, CallListener } from "./call_listener.ts";
import { type ActingCaller, type Caller, toCaller } from "./caller.ts";
import {
  checkCall,
  forwardCall,
  forwardChecked,
  type ForwardedAnswer,
  type ForwardedCall,
} from "./forward.ts";
import { forwardInTurn, forwardObserved, isPaced } from "./paced_call.ts";
import { readMoveFromRefusal } from "./refused_for_move.ts";
import { checkMethod } from "./method_scope.ts";
import type { ScopedBody } from "./scoped_body.ts";
import type { ShadowAnswers } from "./shadow_answers.ts";
import { isShadowed, readShadowedCall } from "./shadowed_call.ts";
import { serveFile } from "./serve_file.ts";
import type { MessageTopics } from "./topic_check.ts";
import { type ReplyOutcome, runWebhookReply } from "./webhook_reply.ts";

/** Told that a group became a supergroup, as upstream says when it refuses a call. What it rejects with is logged. */
export interface ChatMoveObserver {
  note(botId: number, move: ChatMove): Promise<void>;
}

/** Options for {@linkcode Calls}. */
export interface CallsOptions {
  readonly sender: UpstreamSender;
  /** Folder of a `--local` server, when this process can read it. */
  readonly upstreamFiles?: string | undefined;
  readonly listener: CallListener;
  readonly shadow: ShadowAnswers;
  readonly chatMoves?: ChatMoveObserver | undefined;
  /** Lets sends wait for their turn; they go as they come when absent. */
  readonly pacing?: Pick<Pacing, "modeOf" | "observe" | "observeRefusal" | "send"> | undefined;
  /** Where messages stand, for access tokens that are limited to topics. Without it, no message's topic is known. */
  readonly messageTopics?: MessageTopics | undefined;
  readonly logger: Logger;
  readonly clock?: Clock | undefined;
  /** Maximum time that a call BotMux makes itself may take, its answer included. Default: 10 minutes. */
  readonly callTimeoutMs?: number | undefined;
}

const noTopics: MessageTopics = { find: () => undefined };

/** Maximum characters of a method's name that are told; the longest of the Bot API has 33. */
const maxToldNameLength = 64;

/** Calls and downloads on their way to upstream, whoever makes them: programs, backends, operators, BotMux itself. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #acting: ActingCalls;

  constructor(options: CallsOptions) {
    this.#options = options;
    const { clock = systemClock, callTimeoutMs = 600_000 } = options;
    this.#acting = new ActingCalls({
      send: (call) => this.forward(call),
      toFailure: (error) => this.toFailure(error),
      deadlines: new Deadlines(clock, callTimeoutMs),
    });
  }

  /**
   * Sends a call upstream and tells the listener how it went. What a shadow token sends is answered here
   * instead.
   *
   * @throws {TelegramError} as {@linkcode forwardCall} does.
   */
  forward(call: ForwardedCall): Promise<HttpResponse> {
    const startMs = performance.now();
    const fail = (error: unknown) => this.#onFailure(call, error, startMs);
    if (isShadowed(call)) return this.#answerShadowed(call, startMs).catch(fail);
    return this.#send(call).then((answer) => this.#onAnswer(call, answer, startMs), fail);
  }

  /**
   * Makes a call on behalf of somebody, the way every program's call goes, and gives the whole answer. `method` is not
   * looked at: those that BotMux answers itself would go upstream too.
   *
   * @throws the reason of `signal` when that aborts; nothing else, whatever upstream did.
   */
  act(
    caller: ActingCaller,
    method: string,
    body: WholeBody | StreamedBody,
    signal: AbortSignal,
  ): Promise<CallAnswer> {
    return this.#acting.call(caller, method, body, signal);
  }

  /** The same for a call that waited for its turn already: it is not paced again. */
  actInTurn(caller: ActingCaller, method: string, body: WholeBody, signal: AbortSignal): Promise<CallAnswer> {
    return this.#acting.call(caller, method, body, signal, true);
  }

  /**
   * Carries out the method call in a backend's answer to an update, once, for whoever set the webhook. The result of
   * the call goes nowhere; the outcome is for the consumer's log.
   *
   * @throws the reason of `signal` when that aborts; nothing else, whatever the backend or upstream did.
   */
  async reply(caller: ActingCaller, body: WholeBody, signal: AbortSignal): Promise<ReplyOutcome> {
    const outcome = await runWebhookReply(this.#acting, caller, body, signal);
    if (outcome.kind === "unreadable") this.refused(caller, "", new TelegramError(400, outcome.why));
    if (outcome.kind === "refused") {
      this.refused(caller, outcome.method, new TelegramError(400, `Bad Request: it ${outcome.why}`));
    }
    return outcome;
  }

  /**
   * Downloads a file on behalf of somebody; `path` as getFile told it in an answer of {@linkcode Calls.act}.
   *
   * @throws {TelegramError} when it is not there or upstream refuses.
   */
  download(caller: ActingCaller, path: string, signal: AbortSignal): Promise<HttpResponse> {
    return this.file({ method: "GET", headers: new HeaderList(), signal }, toCaller(caller), path);
  }

  /**
   * Answers a request for a file.
   *
   * @throws {TelegramError} when it is not there or upstream refuses.
   */
  async file(
    request: Pick<HttpRequest, "method" | "headers" | "signal">,
    caller: Caller,
    path: string,
  ): Promise<HttpResponse> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      throw new TelegramError(501, "Not Implemented");
    }
    checkMethod(caller.scope, "getfile");
    const startMs = performance.now();
    const { sender, upstreamFiles, listener, clock = systemClock } = this.#options;
    let status = 500;
    try {
      const source = { sender, upstreamFiles, clock };
      const answer = await serveFile(source, request, caller, path);
      status = answer.status;
      return answer;
    } catch (error) {
      status = toStatus(error, request.signal);
      throw error;
    } finally {
      const elapsedMs = performance.now() - startMs;
      listener.ended({ botId: caller.botId, method: "file", status, elapsedMs, isOwn: false });
    }
  }

  /** Tells the listener that BotMux refused a call. */
  refused({ botId }: Pick<Caller, "botId">, method: string, error: unknown, parameters?: Parameters): void {
    const { listener } = this.#options;
    if (!listener.isListening) return;
    const refusal = error instanceof TelegramError ? error : internalError();
    listener.answeredHere({
      botId,
      method: method.slice(0, maxToldNameLength).toLowerCase(),
      parameters,
      status: refusal.code,
      answer: toErrorEnvelope(refusal),
    });
  }

  /** What a caller is told of an error; one that nobody foresaw is logged. */
  toFailure(error: unknown): TelegramError {
    const failure = toForeseenFailure(error);
    if (failure !== undefined) return failure;
    this.#options.logger.error("Bot API call failed", { error });
    return internalError();
  }

  async #answerShadowed(call: ForwardedCall, startMs: number): Promise<HttpResponse> {
    const { shadow, listener, messageTopics = noTopics } = this.#options;
    const shadowed = await readShadowedCall(call, messageTopics);
    const { botId, method, parameters } = shadowed;
    const result = shadow.answer(shadowed);
    if (listener.isListening) {
      listener.answeredHere({ botId, method, parameters, status: 200, answer: toOkEnvelope(result) });
    }
    this.#end(call, { status: 200, isOwn: true }, startMs);
    return okAnswer(result);
  }

  #send(call: ForwardedCall): Promise<ForwardedAnswer> {
    const { sender, pacing, messageTopics = noTopics } = this.#options;
    const mode = pacing === undefined || !isPaced(call) ? "off" : pacing.modeOf(call.caller.botId);
    if (pacing === undefined || mode === "off") return forwardCall(sender, call, messageTopics);
    const steps = {
      check: () => checkCall(call, messageTopics),
      forward: (body: ScopedBody) => forwardChecked(sender, call, body),
    };
    return mode === "observe" ? forwardObserved(pacing, call, steps) : forwardInTurn(pacing, call, steps);
  }

  #onAnswer(
    call: ForwardedCall,
    answer: ForwardedAnswer,
    startMs: number,
  ): HttpResponse | Promise<HttpResponse> {
    const { status } = answer;
    if (status === 400) {
      return this.#noteMove(call, answer).then(() => {
        this.#end(call, { status, isOwn: false }, startMs);
        return answer;
      });
    }
    if (status === 200) this.#tell(call, answer);
    this.#end(call, { status, isOwn: false }, startMs);
    return answer;
  }

  /** @throws `error`. */
  #onFailure(call: ForwardedCall, error: unknown, startMs: number): never {
    const status = toStatus(error, call.request.signal);
    if (status !== clientGoneStatus) this.refused(call.caller, call.method.text, error);
    this.#end(call, { status, isOwn: true }, startMs);
    throw error;
  }

  #end(call: ForwardedCall, { status, isOwn }: Pick<CallEnd, "status" | "isOwn">, startMs: number): void {
    const { listener, pacing } = this.#options;
    const { botId } = call.caller;
    const method = call.method.canonical ?? "other";
    const elapsedMs = performance.now() - startMs;
    listener.ended({ botId, method, status, elapsedMs, isOwn });
    // Sends in their turn learn of it themselves.
    if (status === 429 && isPaced(call) && pacing?.modeOf(botId) === "observe") pacing.observeRefusal(botId);
  }

  #tell(call: ForwardedCall, answer: ForwardedAnswer): void {
    const answered = toAnsweredCall(call, answer);
    if (answered !== undefined) this.#options.listener.answered(answered);
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
}

/**
 * A call as it is told of; `undefined` when its answer is not held whole. Calls to Telegram's test servers are another
 * world.
 */
function toAnsweredCall(
  { caller, request, method, isTest }: ForwardedCall,
  { sent, sentEncoding, headers, body }: ForwardedAnswer,
): AnsweredCall | undefined {
  if (isTest || !(body instanceof Uint8Array)) return undefined;
  return {
    botId: caller.botId,
    method: method.lower,
    query: request.query,
    contentType: request.headers.get("content-type") ?? "",
    contentEncoding: sentEncoding,
    sent: sent instanceof Uint8Array && sent.length <= maxHeldBytes ? sent : undefined,
    answer: body,
    answerEncoding: headers.get("content-encoding") ?? "",
  };
}
