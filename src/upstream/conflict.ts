import { describeError } from "../base/errors.ts";
import type { TelegramError } from "../telegram/envelope.ts";
import { deleteWebhook, getWebhookUrl } from "./calls.ts";
import type { UpstreamClient } from "./client.ts";

/** Told of a webhook that is set upstream; must have taken note when it returns. */
export type WebhookFound = (url: string) => void | Promise<void>;

/** Waits between retries of a conflict lie between these, in milliseconds. */
export const conflictWaitMs = { least: 3000, most: 10_000 } as const;

/**
 * Removes the webhook that is set upstream, if any, after its URL was noted. Updates that wait upstream stay there.
 *
 * @returns whether there was one.
 */
export async function removeWebhook(
  client: UpstreamClient,
  token: string,
  webhookFound: WebhookFound,
  signal: AbortSignal,
): Promise<boolean> {
  const url = await getWebhookUrl(client, token, signal);
  if (url === "") return false;
  await webhookFound(url);
  await deleteWebhook(client, token, signal);
  return true;
}

/** Finds out who is to blame for a 409, puts right what can be, and says so in one sentence. */
export async function resolveConflict(
  error: TelegramError,
  client: UpstreamClient,
  token: string,
  webhookFound: WebhookFound,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await removeWebhook(client, token, webhookFound, signal)
      ? "Somebody set a webhook with the bot's real token; it was removed, no update was dropped. Point that program to BotMux"
      : "Another program polls with the bot's real token; stop it or point it to BotMux";
  } catch (failure) {
    return `${error.description}. Another program uses the bot's real token; which one is unknown: ${
      describeError(failure)
    }`;
  }
}
