import type { Deadlines } from "../../base/deadlines.ts";
import { HeaderList } from "../../base/header_list.ts";
import type { HttpResponse } from "../../base/http_message.ts";
import type { TelegramError } from "../../telegram/envelope.ts";
import { toMethodName } from "../../telegram/method_names.ts";
import type { WholeBody } from "../../telegram/parameters.ts";
import { type CallAnswer, readCallAnswer } from "../exchange/call_answer.ts";
import { AnswerOverdue } from "../exchange/upstream_failure.ts";
import { type ActingCaller, toCaller } from "./caller.ts";
import type { ForwardedCall } from "./forward.ts";

/** A body that is passed on as it comes, without ever being whole in memory. */
export interface StreamedBody {
  readonly contentType: string;
  readonly stream: ReadableStream<Uint8Array>;
}

/** What {@linkcode ActingCalls} needs. */
interface ActingCallsOptions {
  /** The way of every call upstream. */
  readonly send: (call: ForwardedCall) => Promise<HttpResponse>;
  /** What stands for an error that nobody foresaw. */
  readonly toFailure: (error: unknown) => TelegramError;
  /** How long a call and its answer may take. */
  readonly deadlines: Deadlines;
}

/** Calls that BotMux makes on behalf of somebody: a backend that answered an update, an operator. */
export class ActingCalls {
  readonly #options: ActingCallsOptions;

  constructor(options: ActingCallsOptions) {
    this.#options = options;
  }

  /**
   * Sends one call upstream, once, with the body as it is, and reads the whole answer. `isInTurn`: it waited for its turn
   * already.
   *
   * @throws the reason of `signal` when that aborts, and nothing else.
   */
  async call(
    caller: ActingCaller,
    method: string,
    body: WholeBody | StreamedBody,
    signal: AbortSignal,
    isInTurn = false,
  ): Promise<CallAnswer> {
    const limit = new AbortController();
    const stopWaiting = this.#options.deadlines.start(() => limit.abort(new AnswerOverdue()));
    const eitherSignal = AbortSignal.any([signal, limit.signal]);
    try {
      const answer = await this.#options.send({
        ...toForwardedCall(method, caller, body, eitherSignal),
        isInTurn,
      });
      return await readCallAnswer(answer, eitherSignal);
    } catch (error) {
      signal.throwIfAborted();
      return { ok: false, error: this.#options.toFailure(error) };
    } finally {
      stopWaiting();
    }
  }
}

/** The same call as a program would make it. */
function toForwardedCall(
  method: string,
  caller: ActingCaller,
  body: WholeBody | StreamedBody,
  signal: AbortSignal,
): ForwardedCall {
  const sent = "bytes" in body ? body.bytes : body.stream;
  const headers = HeaderList.of(["content-type", body.contentType]);
  if (sent instanceof Uint8Array) headers.append("content-length", String(sent.length));
  return {
    request: { method: "POST", query: "", headers, body: sent, signal },
    caller: toCaller(caller),
    method: toMethodName(method),
    isTest: false,
  };
}
