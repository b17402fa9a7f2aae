import { fault } from "../faults/fault.ts";
import { decodeUtf8 } from "../base/bytes.ts";
import { parseBotApiJson } from "../telegram/bot_api_json.ts";
import { type FileLocation, parseFileLocation } from "../telegram/file_location.ts";
import type { AllowedUpdates } from "../telegram/get_updates.ts";
import { readProfilePhoto } from "../telegram/profile_photo.ts";
import type { Bot } from "../registry/entities/bot.ts";
import type { BotApiClient } from "./client.ts";
import { isRecord, toTelegramError } from "./refusal.ts";
import { MalformedAnswer } from "./upstream_error.ts";

/** What getMe says of a bot. */
export interface BotIdentity {
  readonly id: number;
  /** Without `@`; empty when upstream names none. */
  readonly username: string;
  readonly name: string;
}

/** What getWebhookInfo says of the webhook that is set upstream. */
export interface WebhookInfo {
  /** Empty when there is none. */
  readonly url: string;
  readonly hasCertificate: boolean;
  /** Updates that wait, those under way included. */
  readonly pending: number;
  readonly maxConnections: number;
  readonly allowedUpdates: AllowedUpdates;
  /** Seconds since the epoch by upstream's clock; 0 while no delivery has failed since the webhook was set. */
  readonly lastErrorDateSec: number;
  readonly lastErrorMessage: string;
}

/** Parameters of setWebhook. What is absent has upstream's default, but `allowedUpdates` then stays as it was. */
export interface WebhookToSet {
  readonly url: string;
  readonly secretToken?: string | undefined;
  readonly maxConnections?: number | undefined;
  readonly allowedUpdates?: AllowedUpdates | undefined;
}

/** Upstream's default, for an answer that does not say. */
const defaultConnections = 40;
/** A call that has not begun to answer after this long never will. */
const waitMs = 30_000;

/** Who the bot is. Throws as {@linkcode UpstreamClient.call} does. */
export async function getMe(
  client: BotApiClient,
  token: string,
  signal: AbortSignal,
): Promise<BotIdentity> {
  const me = await call(client, token, "getMe", {}, signal);
  if (!isRecord(me) || typeof me.id !== "number") {
    throw new MalformedAnswer(fault("answer_of_other_shape", { method: "getMe" }));
  }
  return { id: me.id, username: textOf(me.username), name: textOf(me.first_name) };
}

/**
 * Id of the file with the bot's own profile photo; empty when it has none. Throws as {@linkcode UpstreamClient.call}
 * does.
 */
export async function getOwnPhoto(
  client: BotApiClient,
  { id, token }: Pick<Bot, "id" | "token">,
  signal: AbortSignal,
): Promise<string> {
  return readProfilePhoto(
    await call(client, token, "getUserProfilePhotos", { user_id: id, limit: 1 }, signal),
  );
}

/** Where a file of the bot can be downloaded. Throws as {@linkcode UpstreamClient.call} does. */
export async function getFile(
  client: BotApiClient,
  token: string,
  fileId: string,
  signal: AbortSignal,
): Promise<FileLocation> {
  return parseFileLocation(await call(client, token, "getFile", { file_id: fileId }, signal));
}

/** The webhook that is set upstream. Throws as {@linkcode UpstreamClient.call} does. */
export async function getWebhookInfo(
  client: BotApiClient,
  token: string,
  signal: AbortSignal,
): Promise<WebhookInfo> {
  const info = await call(client, token, "getWebhookInfo", {}, signal);
  if (!isRecord(info)) {
    throw new MalformedAnswer(fault("answer_of_other_shape", { method: "getWebhookInfo" }));
  }
  return {
    url: textOf(info.url),
    hasCertificate: info.has_custom_certificate === true,
    pending: numberOf(info.pending_update_count, 0),
    maxConnections: numberOf(info.max_connections, defaultConnections),
    allowedUpdates: toAllowedUpdates(info.allowed_updates),
    lastErrorDateSec: numberOf(info.last_error_date, 0),
    lastErrorMessage: textOf(info.last_error_message),
  };
}

/** Sets the webhook upstream; updates that wait stay there and come by it. */
export async function setWebhook(
  client: BotApiClient,
  token: string,
  webhook: WebhookToSet,
  signal: AbortSignal,
): Promise<void> {
  const { url, secretToken, maxConnections, allowedUpdates } = webhook;
  await call(client, token, "setWebhook", {
    url,
    drop_pending_updates: false,
    // JSON leaves out what is undefined.
    secret_token: secretToken,
    max_connections: maxConnections,
    // Upstream reads an empty list as its default set.
    allowed_updates: allowedUpdates === "default" ? [] : allowedUpdates,
  }, signal);
}

/** Removes the webhook upstream; updates that wait stay there. */
export async function deleteWebhook(
  client: BotApiClient,
  token: string,
  signal: AbortSignal,
): Promise<void> {
  await call(client, token, "deleteWebhook", { drop_pending_updates: false }, signal);
}

async function call(
  client: BotApiClient,
  token: string,
  method: string,
  parameters: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<unknown> {
  const bytes = await client.call(token, method, parameters, { waitMs, signal });
  const value = parseBotApiJson(decodeUtf8(bytes));
  if (value === undefined) {
    throw new MalformedAnswer(fault("answer_not_json"));
  }
  if (isRecord(value) && value.ok === false) throw toTelegramError(value, 200, undefined);
  if (!isRecord(value) || value.ok !== true) {
    throw new MalformedAnswer(fault("answer_of_other_shape", { method }));
  }
  return value.result;
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : otherwise;
}

function toAllowedUpdates(value: unknown): AllowedUpdates {
  return Array.isArray(value) && value.length > 0
    ? value.filter((kind) => typeof kind === "string")
    : "default";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
