import { decodeUtf8 } from "../../base/bytes.ts";
import { decodeSmallContent } from "../../base/content_encoding.ts";
import { parseJson } from "../../base/json_value.ts";
import type { KeptUpdate } from "../../journal/collected.ts";
import type { AnsweredCall } from "../../telegram/answered_call.ts";
import { canonicalMethodName } from "../../telegram/method_names.ts";
import { type Parameters, tryReadParameters } from "../../telegram/parameters.ts";
import { toShownUrl } from "../../telegram/webhook_url.ts";
import type { OwnAnswer } from "../../tgapi/calls/call_listener.ts";
import { maskValue } from "./mask_value.ts";

/** Longest update, request or answer that is shown whole, in bytes. */
const maxShownLength = 64 * 1024;

/** Something that passed: an update on its way in, or a call on its way out. */
export interface TailEntry {
  readonly type: "update" | "call";
  readonly bot: number;
  /** When the update was received or the call made: milliseconds since the epoch. */
  readonly atMs: number;
  /** Kind of the update, or name of the method. */
  readonly name: string;
  /** Place of the update in the bot's journal; 0 for a call. */
  readonly position: number;
  /** HTTP status of a call's answer; 0 for an update. */
  readonly status: number;
  /** Whether BotMux answered the call itself: Telegram was not asked, or gave no answer. */
  readonly isOwn: boolean;
  /** The update, or the parameters of the call; `null` when it is too long or was not held. */
  readonly content: unknown;
  /** What the call was answered; `null` for an update. */
  readonly answer: unknown;
}

/** A call that passed, and when. */
export interface SeenCall extends AnsweredCall {
  readonly atMs: number;
}

/** An update as it is followed. Never throws. */
export function toUpdateEntry(botId: number, update: KeptUpdate): TailEntry {
  const { position, kind, receivedAtMs, bytes } = update;
  const content = bytes.length > maxShownLength ? null : parseJson(decodeUtf8(bytes)) ?? null;
  return {
    type: "update",
    bot: botId,
    atMs: receivedAtMs,
    name: kind,
    position,
    status: 0,
    isOwn: false,
    content,
    answer: null,
  };
}

/** A call as it is followed: its parameters and its answer, without anything secret. Never throws for content. */
export function toCallEntry(call: SeenCall): TailEntry {
  const { botId, method, atMs, query, contentType, contentEncoding, sent, answer, answerEncoding } = call;
  const isShown = sent === undefined || sent.length <= maxShownLength;
  const bytes = sent && isShown ? decodeSmallContent(sent, contentEncoding, maxShownLength) : undefined;
  const parameters = isShown ? tryReadParameters(query, bytes && { contentType, bytes }) : undefined;
  return {
    type: "call",
    bot: botId,
    atMs,
    name: canonicalMethodName(method) ?? method,
    position: 0,
    status: 200,
    isOwn: false,
    content: toContent(parameters),
    // Methods that deal with tokens answer with them.
    answer: method.includes("token") ? "***" : toAnswer(answer, answerEncoding),
  };
}

/** A call that upstream refused, of which only this is known. */
export function toRefusedEntry(botId: number, name: string, status: number, atMs: number): TailEntry {
  const nothing = { content: null, answer: null };
  return { type: "call", bot: botId, atMs, name, position: 0, status, isOwn: false, ...nothing };
}

/** A call that BotMux answered itself, without anything secret: paths of webhooks often are. */
export function toOwnEntry(
  { botId, method, parameters, status, answer }: OwnAnswer,
  atMs: number,
): TailEntry {
  return {
    type: "call",
    bot: botId,
    atMs,
    name: canonicalMethodName(method) ?? method,
    position: 0,
    status,
    isOwn: true,
    content: withoutPaths(toContent(parameters)),
    answer: withoutPaths(maskValue(answer)),
  };
}

/** The same, with scheme, host and port in place of each `url`. */
function withoutPaths(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutPaths);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === "url" && typeof member === "string" ? toShownUrl(member) : withoutPaths(member),
    ]),
  );
}

function toContent(parameters: Parameters | undefined): unknown {
  if (parameters === undefined) return null;
  if ([...parameters.values.values()].some((text) => text.length > maxShownLength)) return null;
  return maskValue({
    ...Object.fromEntries([...parameters.values].map(([name, text]) => [name, toValue(text)])),
    ...Object.fromEntries(
      [...parameters.files].map(([name, { filename, bytes }]) => [
        name,
        { file: filename, bytes: bytes.length },
      ]),
    ),
  });
}

function toAnswer(bytes: Uint8Array<ArrayBuffer>, encoding: string): unknown {
  if (bytes.length > maxShownLength) return null;
  return maskValue(parseJson(decodeUtf8(decodeSmallContent(bytes, encoding, maxShownLength))) ?? null);
}

/** Parameters are texts; those that are JSON values read better as such. */
function toValue(text: string): unknown {
  if (!/^\s*([[{]|true\b|false\b|-?\d{1,15}\s*$)/.test(text)) return text;
  return parseJson(text) ?? text;
}
