import { type Fault, fault } from "../faults/fault.ts";
import { encodeUtf8 } from "../base/bytes.ts";
import { FaultError, faultOf } from "../base/errors.ts";
import { maskFault } from "../base/mask_fault.ts";
import { maskSecrets } from "../base/secrets.ts";
import { isTokenRefused, meaningOf as telegramMeaning } from "../telegram/telegram_meaning.ts";
import { type HttpResponse, isSuccess, toByteStream } from "../base/http_message.ts";
import { jsonContentType, TelegramError } from "../telegram/envelope.ts";
import type { WholeBody } from "../telegram/parameters.ts";
import { UnansweredCall } from "../telegram/unanswered_call.ts";
import { createMultipart, type StreamedFile } from "./multipart.ts";

/** How a call ended. */
type CallOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: TelegramError };

/** The way of calls to Telegram. Both give `undefined` for a bot that is not managed. */
export interface BotCallPort {
  /** Rejects only with the reason of `signal`. */
  call(
    bot: number,
    method: string,
    body: WholeBody | { readonly contentType: string; readonly stream: ReadableStream<Uint8Array> },
    signal: AbortSignal,
  ): Promise<CallOutcome | undefined>;
  /**
   * A file of the bot, by the path that getFile told.
   *
   * @throws {TelegramError} when it is not there or upstream refuses.
   */
  download(bot: number, path: string, signal: AbortSignal): Promise<HttpResponse> | undefined;
}

/** Thrown: Telegram said no. Trying the same again is of no use. */
export class CallRefused extends FaultError {
  override readonly name = "CallRefused";
  readonly error: TelegramError;

  constructor(error: TelegramError, fault: Fault = meaningOf(error)) {
    super(fault);
    this.error = error;
  }
}

/** Thrown: nothing was done, and trying again later may help. */
export class CallPostponed extends FaultError {
  override readonly name = "CallPostponed";
  /** How long upstream wants to be left alone, in milliseconds; `undefined` when it does not say. */
  readonly retryAfterMs: number | undefined;

  constructor(why: Fault, retryAfterMs?: number) {
    super(why);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown: nobody knows whether it was done. */
export class CallUncertain extends FaultError {
  override readonly name = "CallUncertain";
}

/** A call's parameters; members that are `undefined` are left out. */
export type CallParameters = Readonly<Record<string, unknown>>;

/** A file on its way from one bot to another. */
export interface OpenFile {
  readonly size: number | undefined;
  /** Begins to read it. */
  open(): Promise<ReadableStream<Uint8Array>>;
}

/** Calls methods for bots, and tells by what it throws what can be done about a failure. */
export class BotCalls {
  readonly #port: BotCallPort;

  constructor(port: BotCallPort) {
    this.#port = port;
  }

  /**
   * Calls and gives the result. Files stand in `parameters` as `attach://<name>`.
   *
   * @throws {CallRefused} {@linkcode CallPostponed} {@linkcode CallUncertain} as they say, or the reason of `signal`.
   */
  async call(
    bot: number,
    method: string,
    parameters: CallParameters,
    signal: AbortSignal,
    files: readonly StreamedFile[] = [],
  ): Promise<unknown> {
    const upload = files.length === 0 ? undefined : createMultipart(toFields(parameters), files);
    const outcome = await this.#port.call(bot, method, upload ?? toJson(parameters), signal);
    if (outcome === undefined) throw new CallRefused(notManaged(), fault("routing_bot_removed"));
    if (outcome.ok) return outcome.result;
    // What was cut off in the middle cannot have been carried out.
    const failure = upload?.failure();
    throw failure === undefined ? toFailure(outcome) : new CallPostponed(maskFault(faultOf(failure)));
  }

  /**
   * Finds a file of a bot.
   *
   * @throws as {@linkcode BotCalls.call}; `open` throws {@linkcode CallPostponed}.
   */
  async locate(bot: number, fileId: string, signal: AbortSignal): Promise<OpenFile> {
    const result = await this.call(bot, "getFile", { file_id: fileId }, signal);
    const { file_path: path, file_size: size } = Object(result);
    if (typeof path !== "string") {
      const error = new TelegramError(400, "Bad Request: upstream does not say where the file is");
      throw new CallRefused(error, fault("routing_file_unknown"));
    }
    return {
      size: typeof size === "number" ? size : undefined,
      open: () => this.#download(bot, path, signal),
    };
  }

  async #download(bot: number, path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const { status, body } = await this.#port.download(bot, path, signal) ?? { status: 404, body: null };
    if (isSuccess(status) && body !== null) return toByteStream(body);
    if (body instanceof ReadableStream) await body.cancel();
    throw new CallPostponed(fault("routing_file_lost"));
  }
}

function toFailure({ error }: CallOutcome & { ok: false }): Error {
  const { code, parameters } = error;
  if (error instanceof UnansweredCall && error.isUncertain) return new CallUncertain(meaningOf(error));
  if (code === 429) return new CallPostponed(meaningOf(error), (parameters?.retry_after ?? 1) * 1000);
  // A token that is not taken now may be taken again, or be replaced.
  if (isTokenRefused(error) || code >= 500) return new CallPostponed(meaningOf(error));
  return new CallRefused(error);
}

/** What an error of a call means: Telegram's own words, but where BotMux knows what happened to the call. */
function meaningOf(error: TelegramError): Fault {
  const known = error.code < 500 ? undefined : telegramMeaning(error);
  return known === undefined || known.code === "telegram_failed"
    ? fault("routing_refused", { said: maskSecrets(error.description) })
    : known;
}

function notManaged(): TelegramError {
  return new TelegramError(404, "Not Found: the bot is not managed any more");
}

function toJson(parameters: CallParameters): WholeBody {
  return { contentType: jsonContentType, bytes: encodeUtf8(JSON.stringify(parameters)) };
}

/** Parameters as form fields: texts as they are, all else as JSON. */
function toFields(parameters: CallParameters): [name: string, value: string][] {
  return Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, typeof value === "string" ? value : JSON.stringify(value)]]
  );
}
