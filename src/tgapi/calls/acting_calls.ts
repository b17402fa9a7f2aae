import { decodeUtf8 } from "../../base/bytes.ts";
import type { Deadlines } from "../../base/deadlines.ts";
import { type ErrorParameters, TelegramError } from "../../telegram/envelope.ts";
import type { WholeBody } from "../../telegram/parameters.ts";
import type { ForwardedCall } from "./forward.ts";
import { parseJsonObject } from "../exchange/json_object.ts";
import type { Caller } from "../door/ports.ts";
import { readShortBody } from "../exchange/short_body.ts";
import type { UpstreamAnswer } from "../exchange/upstream_sender.ts";
import { AnswerOverdue, errorForStatus } from "../exchange/upstream_failure.ts";

/** Whom BotMux itself calls for: nobody presented a token, so none of theirs can stand in the answer. */
export type ActingCaller = Omit<Caller, "presentedToken">;

/** A body that is passed on as it comes, without ever being whole in memory. */
export interface StreamedBody {
  readonly contentType: string;
  readonly stream: ReadableStream<Uint8Array>;
}

/** Upstream's answer to a call, taken apart. */
export type CallAnswer =
  /** It was carried out. `result` is `undefined` when it is no JSON, or longer than {@linkcode maxResultBytes}. */
  | { readonly ok: true; readonly result: unknown }
  /** It was not; no token stands in the error's words. */
  | { readonly ok: false; readonly error: TelegramError };

/** Longest answer that is read, in bytes: 50 administrators with long names stay far below. */
const maxResultBytes = 1024 * 1024;

/** What {@linkcode ActingCalls} needs of the door. */
export interface ActingCallsOptions {
  /** The way of every call upstream. */
  readonly send: (call: ForwardedCall) => Promise<UpstreamAnswer>;
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
   * Sends one call upstream, once, with the body as it is, and reads the whole answer.
   *
   * @throws the reason of `signal` when that aborts, and nothing else.
   */
  async call(
    caller: ActingCaller,
    method: string,
    body: WholeBody | StreamedBody,
    signal: AbortSignal,
  ): Promise<CallAnswer> {
    const limit = new AbortController();
    const stopWaiting = this.#options.deadlines.start(() => limit.abort(new AnswerOverdue()));
    const eitherSignal = AbortSignal.any([signal, limit.signal]);
    try {
      const answer = await this.#options.send(toForwardedCall(method, caller, body, eitherSignal));
      return await readAnswer(answer, eitherSignal);
    } catch (error) {
      signal.throwIfAborted();
      return { ok: false, error: this.#options.toFailure(error) };
    } finally {
      stopWaiting();
    }
  }
}

/** The caller as the door knows it. What stands for the real token in answers tells nothing: they go into logs. */
export function toCaller(caller: ActingCaller): Caller {
  return { ...caller, presentedToken: `${caller.botId}:***` };
}

/** The same call as a program would make it. */
function toForwardedCall(
  method: string,
  caller: ActingCaller,
  body: WholeBody | StreamedBody,
  signal: AbortSignal,
): ForwardedCall {
  return {
    request: toRequest(body, signal),
    caller: toCaller(caller),
    method,
    isTest: false,
    query: "",
    body: "bytes" in body ? body.bytes : undefined,
  };
}

/** Of a request whose bytes are known only head and signal are looked at. */
function toRequest(body: WholeBody | StreamedBody, signal: AbortSignal): Request {
  const url = "http://acting.invalid/";
  const headers = { "content-type": body.contentType };
  if ("bytes" in body) {
    const withLength = { ...headers, "content-length": String(body.bytes.length) };
    return new Request(url, { method: "POST", headers: withLength, signal });
  }
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    headers,
    signal,
    body: body.stream,
    duplex: "half",
  };
  return new Request(url, init);
}

/** Takes an answer apart; the rest of one that is too long is given up. */
export async function readAnswer(answer: UpstreamAnswer, signal: AbortSignal): Promise<CallAnswer> {
  const bytes = await readShortBody(answer.body, signal, maxResultBytes);
  const envelope = bytes === undefined ? undefined : parseJsonObject(decodeUtf8(bytes));
  if (envelope?.ok === false) return { ok: false, error: toError(envelope, answer.status) };
  if (answer.status < 300) return { ok: true, result: envelope?.result };
  return { ok: false, error: errorForStatus(answer.status, null) };
}

function toError(envelope: Readonly<Record<string, unknown>>, status: number): TelegramError {
  const { error_code: code, description, parameters } = envelope;
  return new TelegramError(
    typeof code === "number" ? code : status,
    typeof description === "string" ? description : "",
    toParameters(parameters),
  );
}

function toParameters(parameters: unknown): ErrorParameters | undefined {
  if (typeof parameters !== "object" || parameters === null) return undefined;
  const { retry_after, migrate_to_chat_id } = parameters as Readonly<Record<string, unknown>>; // Any object may be asked for a member.
  return {
    ...(typeof retry_after === "number" ? { retry_after } : {}),
    ...(typeof migrate_to_chat_id === "number" ? { migrate_to_chat_id } : {}),
  };
}
