import { concatBytes } from "../../base/bytes.ts";
import type { HttpResponse, MessageBody } from "../../base/http_message.ts";
import type { PacedSend } from "../../pacing/paced_send.ts";
import type { Pacing } from "../../pacing/pacing.ts";
import { countedParameters, countMessages, isCountedMethod } from "../../telegram/counted_methods.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { findParameters, toMemberNames } from "../../telegram/find_members.ts";
import { createMultipartReader, type MultipartReader } from "../../telegram/multipart.ts";
import { type Parameters, readQuery, tryReadParameters, type WholeBody } from "../../telegram/parameters.ts";
import { collectParts } from "../../telegram/part_collector.ts";
import { readMessageBody } from "../../telegram/request_body.ts";
import { toBodySource } from "../../wire/body_source.ts";
import type { ForwardedAnswer, ForwardedCall } from "./forward.ts";
import type { ScopedBody } from "./scoped_body.ts";
import { readPrefix, replay } from "./stream_prefix.ts";
import { maxParameterBytes } from "./whole_body.ts";

/** How much of a streamed multipart body is looked at before its call waits for its turn. */
const prefixBytes = 64 * 1024;

const countedMembers = toMemberNames(...countedParameters);

/** Whether a call is counted on its way. Calls to Telegram's test servers do not count, and broadcasts have been counted. */
export function isPaced(
  { method, isTest, isInTurn = false }: Pick<ForwardedCall, "method" | "isTest" | "isInTurn">,
): boolean {
  return !isTest && !isInTurn && isCountedMethod(method.lower);
}

/** What is done with a call before its turn and in it. */
interface CallSteps {
  /** Gives the body of a call that its access token may make; throws or rejects otherwise. */
  check(): Promise<ScopedBody> | ScopedBody;
  /** Sends the call upstream with the body that was checked. */
  forward(body: ScopedBody): Promise<ForwardedAnswer>;
}

/** Makes a call at once, and counts what it would have had to wait. */
export function forwardObserved(
  pacing: Pick<Pacing, "observe">,
  call: ForwardedCall,
  steps: CallSteps,
): Promise<ForwardedAnswer> {
  const observe = ({ parameters, body }: ReadCall) => {
    pacing.observe(call.caller.botId, toSend(call, parameters), call.request.signal);
    return steps.forward(body);
  };
  try {
    const reading = readCall(call, steps);
    return reading instanceof Promise ? reading.then(observe) : observe(reading);
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * Makes a call when its turn comes, and again when Telegram refuses it with a 429 that is soon over and its body is
 * still there.
 *
 * @throws {TelegramError} 429 when the wait is or becomes too long, and what `steps` throw.
 */
export async function forwardInTurn(
  pacing: Pick<Pacing, "send">,
  call: ForwardedCall,
  steps: CallSteps,
): Promise<ForwardedAnswer> {
  const { parameters, body } = await readCall(call, steps);
  const attempt = () => tryForward(() => steps.forward(body));
  const outcome = await pacing.send(call.caller.botId, toSend(call, parameters), attempt, {
    isRepeatable: !(body.body instanceof ReadableStream),
    signal: call.request.signal,
  });
  if ("error" in outcome) throw outcome.error;
  return outcome.answer;
}

type Outcome =
  & { readonly retryAfterSec: number | undefined }
  & ({ readonly answer: ForwardedAnswer } | { readonly error: TelegramError });

/** A 429 may come as an answer, or as an error that stands for an answer that is no JSON. */
async function tryForward(forward: () => Promise<ForwardedAnswer>): Promise<Outcome> {
  try {
    const answer = await forward();
    return { answer, retryAfterSec: answer.status === 429 ? readRetryAfter(answer) : undefined };
  } catch (error) {
    if (!(error instanceof TelegramError) || error.code !== 429) throw error;
    return { error, retryAfterSec: error.parameters?.retry_after };
  }
}

/** Of the header: every 429 of the official server has it. */
function readRetryAfter({ headers }: HttpResponse): number | undefined {
  const text = headers.get("retry-after") ?? "";
  return /^[0-9]{1,6}$/.test(text) ? Number(text) : undefined;
}

/** Replies are made for somebody who waits. */
function toSend({ caller }: ForwardedCall, parameters: Parameters): PacedSend {
  const isReply = parameters.get("reply_parameters") !== undefined ||
    parameters.get("reply_to_message_id") !== undefined;
  return {
    chat: parameters.get("chat_id"),
    program: caller.consumerId,
    priority: isReply ? "interactive" : "normal",
    weight: countMessages(parameters),
    isPaid: parameters.boolean("allow_paid_broadcast"),
  };
}

type CallRequest = ForwardedCall["request"];

/** What a call says of itself, and its body with nothing lost. */
interface ReadCall {
  readonly parameters: Parameters;
  readonly body: ScopedBody;
}

/**
 * Checks a call and reads what it says of itself, once.
 *
 * @throws {TelegramError} when the access token may not.
 */
function readCall(
  call: ForwardedCall,
  { check }: Pick<CallSteps, "check">,
): Promise<ReadCall> | ReadCall {
  const checking = check();
  return checking instanceof Promise
    ? checking.then((body) => readChecked(call.request, body))
    : readChecked(call.request, checking);
}

function readChecked(request: CallRequest, body: ScopedBody): Promise<ReadCall> | ReadCall {
  const parameters = body.parameters ?? findParametersOf(request);
  return parameters === undefined ? readUnchecked(request, body) : { parameters, body };
}

/** What a call says of itself where that is told without waiting, or reading all of it; else `undefined`. */
function findParametersOf({ body, headers, query }: CallRequest): Parameters | undefined {
  if (body === null) return readQuery(query);
  if (!(body instanceof Uint8Array) || query !== "" || headers.has("content-encoding")) return undefined;
  return /json/i.test(headers.get("content-type") ?? "") ? findParameters(body, countedMembers) : undefined;
}

/** Reads a body that no check has looked into. */
async function readUnchecked(request: CallRequest, scoped: ScopedBody): Promise<ReadCall> {
  const { body, headers, query } = request;
  const contentType = headers.get("content-type") ?? "";
  const read = (parameters: Parameters, sent: MessageBody): ReadCall => (
    { parameters, body: { ...scoped, body: sent } }
  );
  // Anything that is not a form or JSON is a file, and holds no parameters.
  if (body === null || !/json|form/i.test(contentType)) return read(readQuery(query), body);
  if (!(body instanceof ReadableStream)) return read(await readHeld(request, body), body);
  const source = toBodySource(body);
  if (/multipart\/form-data/i.test(contentType)) {
    // Only its text parts that stand before the first large file are known: where they are missing, the bot's limit counts.
    const parameters = readQuery(query);
    const prefix = await readPrefix(source, prefixBytes, createFieldReader(contentType, parameters));
    return read(parameters, replay(prefix, source));
  }
  const prefix = await readPrefix(source, maxParameterBytes, () => false);
  // One that is longer than parameters may be goes on as it comes, and the bot's limit counts.
  if (!prefix.isEnded) return read(readQuery(query), replay(prefix, source));
  const whole = concatBytes(prefix.pieces);
  return read(await readHeld(request, whole), whole);
}

async function readHeld(request: CallRequest, body: Uint8Array<ArrayBuffer>): Promise<Parameters> {
  const { query, headers } = request;
  return tryReadParameters(query, await tryReadBody(headers, body)) ?? readQuery(query);
}

/** What cannot be read, or is longer than parameters may be, is left to upstream. */
async function tryReadBody(
  headers: CallRequest["headers"],
  body: Uint8Array<ArrayBuffer>,
): Promise<WholeBody | undefined> {
  try {
    return await readMessageBody({ headers, body }, maxParameterBytes);
  } catch (error) {
    if (error instanceof TelegramError) return undefined;
    throw error;
  }
}

/** Adds text parts to `parameters` as they end; what cannot be read is left to upstream. */
function createFieldReader(contentType: string, parameters: Parameters): (piece: Uint8Array) => boolean {
  const fields = collectParts({ texts: parameters, maxTextBytes: maxParameterBytes });
  let reader: MultipartReader | undefined;
  return (piece) => {
    try {
      reader ??= createMultipartReader(contentType, fields);
      reader.feed(piece);
      return reader.isComplete;
    } catch (error) {
      if (error instanceof TelegramError) return true;
      throw error;
    }
  };
}
