import { decodeUtf8 } from "../base/bytes.ts";
import type { Deadlines } from "../base/deadlines.ts";
import type { AccessScope } from "../registry/model.ts";
import { TelegramError } from "../telegram/envelope.ts";
import type { WholeBody } from "../telegram/parameters.ts";
import { isRefusedInReply, readReplyCall } from "../telegram/webhook_reply.ts";
import type { ForwardedCall } from "./forward.ts";
import { parseJsonObject } from "./json_object.ts";
import { isMethodName } from "./path.ts";
import type { Caller } from "./ports.ts";
import { isMethodInScope } from "./scope.ts";
import { readShortBody } from "./short_body.ts";
import type { UpstreamAnswer } from "./transport.ts";
import { AnswerOverdue, errorForStatus } from "./upstream_failure.ts";

/** Whom a webhook reply acts for: the consumer, within the scope of the access token that set the webhook. */
export type ReplyCaller = Omit<Caller, "presentedToken">;

/** What became of a backend's answer. `method` is as the backend spelled it, cut to a length fit for a log. */
export type ReplyOutcome =
  /** It asks for nothing. */
  | { readonly kind: "nothing" }
  /** It asks for something that was not tried; `why` completes a sentence about the method. */
  | { readonly kind: "refused"; readonly method: string; readonly why: string }
  /** Upstream carried it out. */
  | { readonly kind: "done"; readonly method: string }
  /** It was answered with an error, as the caller of any call would be; no token stands in the description. */
  | {
    readonly kind: "failed";
    readonly method: string;
    readonly code: number;
    readonly description: string;
  };

/** How many characters of a method's name are told on; the longest of the Bot API has 33. */
const longestNamed = 64;

/** What {@linkcode WebhookReplies} needs of the door. */
export interface WebhookRepliesOptions {
  /** The way of every call upstream. */
  readonly send: (call: ForwardedCall) => Promise<UpstreamAnswer>;
  /** What stands for an error that nobody foresaw. */
  readonly toFailure: (error: unknown) => TelegramError;
  /** How long a call and its answer may take. */
  readonly deadlines: Deadlines;
}

/** Carries out the method calls in backends' answers. */
export class WebhookReplies {
  readonly #options: WebhookRepliesOptions;

  constructor(options: WebhookRepliesOptions) {
    this.#options = options;
  }

  /**
   * Sends the call upstream once, with the bytes that the backend sent.
   *
   * @throws the reason of `signal` when that aborts, and nothing else.
   */
  async run(caller: ReplyCaller, body: WholeBody, signal: AbortSignal): Promise<ReplyOutcome> {
    const call = await readReplyCall(body);
    if (call === undefined) return { kind: "nothing" };
    const method = call.method.slice(0, longestNamed);
    const why = refusalOf(call.method, caller.scope);
    if (why !== undefined) return { kind: "refused", method, why };
    try {
      const error = await this.#call(call.method, caller, body, signal);
      if (error === undefined) return { kind: "done", method };
      return { kind: "failed", method, code: error.code, description: error.description };
    } catch (error) {
      signal.throwIfAborted();
      const { code, description } = this.#options.toFailure(error);
      return { kind: "failed", method, code, description };
    }
  }

  /** Resolves with the error that upstream answered, or `undefined` when it did what was asked. */
  async #call(
    method: string,
    caller: ReplyCaller,
    body: WholeBody,
    signal: AbortSignal,
  ): Promise<TelegramError | undefined> {
    const limit = new AbortController();
    const stopWaiting = this.#options.deadlines.start(() => limit.abort(new AnswerOverdue()));
    const eitherSignal = AbortSignal.any([signal, limit.signal]);
    try {
      const answer = await this.#options.send(toForwardedCall(method, caller, body, eitherSignal));
      return await readError(answer, eitherSignal);
    } finally {
      stopWaiting();
    }
  }
}

function refusalOf(method: string, scope: AccessScope): string | undefined {
  if (!isMethodName(method)) return "is not the name of a method";
  if (isRefusedInReply(method)) {
    return "cannot be called in an answer to an update; call it as any other program does";
  }
  if (!isMethodInScope(scope, method.toLowerCase())) return "is not among the methods of the access token";
  return undefined;
}

/** The same call as a program would make it. */
function toForwardedCall(
  method: string,
  caller: ReplyCaller,
  { contentType, bytes }: WholeBody,
  signal: AbortSignal,
): ForwardedCall {
  const headers = { "content-type": contentType, "content-length": String(bytes.length) };
  return {
    // Only head and signal of it are looked at.
    request: new Request("http://webhook.invalid/", { method: "POST", headers, signal }),
    // What stands for the real token in answers: nobody presented another, and descriptions go into logs.
    caller: { ...caller, presentedToken: `${caller.botId}:***` },
    method,
    isTest: false,
    query: "",
    body: bytes,
  };
}

/** The error that upstream answered; `undefined` when it did what was asked. */
async function readError(answer: UpstreamAnswer, signal: AbortSignal): Promise<TelegramError | undefined> {
  const bytes = await readShortBody(answer.body, signal);
  const envelope = bytes === undefined ? undefined : parseJsonObject(decodeUtf8(bytes));
  if (envelope?.ok === false) {
    const { error_code: code, description } = envelope;
    return new TelegramError(
      typeof code === "number" ? code : answer.status,
      typeof description === "string" ? description : "",
    );
  }
  return answer.status < 300 ? undefined : errorForStatus(answer.status, null);
}
