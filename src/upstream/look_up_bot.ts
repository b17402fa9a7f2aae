import { type BotIdentity, getMe, getWebhookInfo, type WebhookInfo } from "./calls.ts";
import type { BotApiClient } from "./client.ts";

/** A bot as upstream knows it. */
export interface BotLookup {
  readonly identity: BotIdentity;
  readonly webhook: WebhookInfo;
}

/** Asks upstream who a bot is and what webhook it has; changes nothing. Throws as {@linkcode UpstreamClient.call} does. */
export async function lookUpBot(
  client: BotApiClient,
  token: string,
  signal: AbortSignal,
): Promise<BotLookup> {
  const identity = await getMe(client, token, signal);
  return { identity, webhook: await getWebhookInfo(client, token, signal) };
}
