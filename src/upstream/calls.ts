import { decodeUtf8 } from "../base/bytes.ts";
import type { UpstreamClient } from "./client.ts";
import { isRecord, toTelegramError } from "./refusal.ts";
import { MalformedAnswer } from "./upstream_error.ts";

/** What getMe says of a bot. */
export interface BotIdentity {
  readonly id: number;
  /** Without `@`; empty when upstream names none. */
  readonly username: string;
  readonly name: string;
}

/** A call that has not begun to answer after this long never will. */
const waitMs = 30_000;

/** Who the bot is. Throws as {@linkcode UpstreamClient.call} does. */
export async function getMe(
  client: UpstreamClient,
  token: string,
  signal: AbortSignal,
): Promise<BotIdentity> {
  const me = await call(client, token, "getMe", {}, signal);
  if (!isRecord(me) || typeof me.id !== "number") {
    throw new MalformedAnswer("Cannot use upstream's answer to getMe: it names no bot");
  }
  return { id: me.id, username: textOf(me.username), name: textOf(me.first_name) };
}

/** The URL of the webhook that is set upstream; empty when there is none. */
export async function getWebhookUrl(
  client: UpstreamClient,
  token: string,
  signal: AbortSignal,
): Promise<string> {
  const info = await call(client, token, "getWebhookInfo", {}, signal);
  if (!isRecord(info)) {
    throw new MalformedAnswer("Cannot use upstream's answer to getWebhookInfo: it is no object");
  }
  return textOf(info.url);
}

/** Removes the webhook upstream; updates that wait stay there. */
export async function deleteWebhook(
  client: UpstreamClient,
  token: string,
  signal: AbortSignal,
): Promise<void> {
  await call(client, token, "deleteWebhook", { drop_pending_updates: false }, signal);
}

async function call(
  client: UpstreamClient,
  token: string,
  method: string,
  parameters: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<unknown> {
  const bytes = await client.call(token, method, parameters, { waitMs, signal });
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(bytes));
  } catch {
    throw new MalformedAnswer(`Cannot use upstream's answer to ${method}: it is not JSON`);
  }
  if (isRecord(value) && value.ok === false) throw toTelegramError(value, 200, undefined);
  if (!isRecord(value) || value.ok !== true) {
    throw new MalformedAnswer(`Cannot use upstream's answer to ${method}: check the upstream URL`);
  }
  return value.result;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
