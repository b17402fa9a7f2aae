import { concatBytes, decodeUtf8Whole } from "../../base/bytes.ts";
import type { HttpResponse } from "../../base/http_message.ts";
import type { PacedSend } from "../../pacing/paced_send.ts";
import type { Pacing } from "../../pacing/pacing.ts";
import { countMessages, isCountedMethod } from "../../telegram/counted_methods.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { findParameters, toMemberNames } from "../../telegram/find_members.ts";
import {
  createMultipartReader,
  type MultipartOptions,
  type MultipartReader,
} from "../../telegram/multipart.ts";
import { type Parameters, readQuery, tryReadParameters, type WholeBody } from "../../telegram/parameters.ts";
import { readMessageBody } from "../../telegram/request_body.ts";
import { toBodySource } from "../../wire/body_source.ts";
import type { ForwardedAnswer, ForwardedCall } from "./forward.ts";
import { readPrefix, replay } from "./stream_prefix.ts";
import { maxParameterBytes } from "./whole_body.ts";

/** How much of a streamed multipart body is looked at before its call waits for its turn. */
const prefixBytes = 64 * 1024;
/** Maximum bytes of a text part that is kept. */
const maxFieldBytes = 64 * 1024;

/** What a send says of itself. */
const said = toMemberNames(
  "chat_id",
  "message_ids",
  "media",
  "allow_paid_broadcast",
  "reply_parameters",
  "reply_to_message_id",
);

/** Whether a call counts against the limits of its bot. Calls to Telegram's test servers do not. */
export function isPaced({ method, isTest }: Pick<ForwardedCall, "method" | "isTest">): boolean {
  return !isTest && isCountedMethod(method.lower);
}

/** Makes a call at once, and counts what it would have had to wait. */
export function forwardObserved(
  pacing: Pick<Pacing, "observe">,
  call: ForwardedCall,
  forward: (call: ForwardedCall) => Promise<ForwardedAnswer>,
): Promise<ForwardedAnswer> {
  const { botId } = call.caller;
  const { request } = call;
  const found = findParametersOf(request);
  if (found !== undefined) {
    pacing.observe(botId, toSend(call, found), request.signal);
    return forward(call);
  }
  return readParametersOf(request).then((read) => {
    pacing.observe(botId, toSend(call, read.parameters), request.signal);
    return forward({ ...call, request: read.request });
  });
}

/**
 * Makes a call when its turn comes, and again when Telegram refuses it with a 429 that is soon over and its body is
 * still there.
 *
 * @throws {TelegramError} 429 when the wait is or becomes too long, and what `forward` throws.
 */
export async function forwardInTurn(
  pacing: Pick<Pacing, "send">,
  call: ForwardedCall,
  forward: (call: ForwardedCall) => Promise<ForwardedAnswer>,
): Promise<ForwardedAnswer> {
  const { parameters, request } = await readParametersOf(call.request);
  const made = { ...call, request };
  const isRepeatable = !(request.body instanceof ReadableStream);
  const attempt = () => tryForward(() => forward(made));
  const outcome = await pacing.send(call.caller.botId, toSend(call, parameters), attempt, {
    isRepeatable,
    signal: request.signal,
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

/** What a call says of itself, and the call with nothing of its body lost. */
interface ReadCall {
  readonly parameters: Parameters;
  readonly request: CallRequest;
}

/** What a call says of itself where that is told without waiting, or reading all of it; else `undefined`. */
function findParametersOf({ body, headers, query }: CallRequest): Parameters | undefined {
  if (body === null) return readQuery(query);
  if (!(body instanceof Uint8Array) || query !== "" || headers.has("content-encoding")) return undefined;
  return /json/i.test(headers.get("content-type") ?? "") ? findParameters(body, said) : undefined;
}

async function readParametersOf(request: CallRequest): Promise<ReadCall> {
  const { body, headers, query } = request;
  const found = findParametersOf(request);
  if (found !== undefined) return { parameters: found, request };
  const contentType = headers.get("content-type") ?? "";
  if (body instanceof ReadableStream && /multipart\/form-data/i.test(contentType)) {
    return await readStreamedForm(request, body, contentType);
  }
  // Anything else that is not a form or JSON is a file, and holds no parameters.
  if (body === null || !/json|form/i.test(contentType)) return { parameters: readQuery(query), request };
  return body instanceof ReadableStream ? await readStreamed(request, body) : await readHeld(request, body);
}

async function readHeld(request: CallRequest, body: Uint8Array<ArrayBuffer>): Promise<ReadCall> {
  const parameters = tryReadParameters(request.query, await tryReadBody(request.headers, body));
  return { parameters: parameters ?? readQuery(request.query), request: { ...request, body } };
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

/** A body that is longer than parameters may be goes on as it comes, and the bot's limit counts. */
async function readStreamed(
  request: CallRequest,
  body: ReadableStream<Uint8Array>,
): Promise<ReadCall> {
  const source = toBodySource(body);
  const prefix = await readPrefix(source, maxParameterBytes, () => false);
  if (prefix.isEnded) return await readHeld(request, concatBytes(prefix.pieces));
  return { parameters: readQuery(request.query), request: { ...request, body: replay(prefix, source) } };
}

/** Only its text parts that stand before the first large file are known: where they are missing, the bot's limit counts. */
async function readStreamedForm(
  request: CallRequest,
  body: ReadableStream<Uint8Array>,
  contentType: string,
): Promise<ReadCall> {
  const parameters = readQuery(request.query);
  const source = toBodySource(body);
  const prefix = await readPrefix(source, prefixBytes, createFieldReader(contentType, parameters));
  return { parameters, request: { ...request, body: replay(prefix, source) } };
}

/** Adds text parts to `parameters` as they end; what cannot be read is left to upstream. */
function createFieldReader(contentType: string, parameters: Parameters): (piece: Uint8Array) => boolean {
  const fields = createFieldCollector(parameters);
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

function createFieldCollector(parameters: Parameters): MultipartOptions {
  let name: string | undefined;
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  return {
    onPart(part) {
      name = part.filename === undefined ? part.name : undefined;
      pieces = [];
      bytes = 0;
    },
    onContent(piece) {
      bytes += piece.length;
      if (name !== undefined && bytes <= maxFieldBytes) pieces.push(piece.slice());
    },
    onPartEnd() {
      if (name === undefined || bytes > maxFieldBytes) return;
      parameters.add(name, decodeUtf8Whole(concatBytes(pieces)));
    },
  };
}
