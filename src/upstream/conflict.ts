import { type Fault, fault, type HealthCode } from "../faults/fault.ts";
import { faultOf } from "../base/errors.ts";
import type { TelegramError } from "../telegram/envelope.ts";
import { deleteWebhook, getWebhookInfo, type WebhookInfo } from "./calls.ts";
import type { BotApiClient } from "./client.ts";
import { isHookUrl } from "./hook_door.ts";

/** Told of a webhook of somebody else's that is set upstream; must have taken note when it returns. */
type WebhookFound = (webhook: WebhookInfo) => void | Promise<void>;

/** Waits between retries of a conflict lie between these, in milliseconds. */
export const conflictWaitMs = { min: 3000, max: 10_000 } as const;

/** Looks for a webhook upstream and has it noted, unless it is one that BotMux has set itself. */
export async function findWebhook(
  client: BotApiClient,
  token: string,
  webhookFound: WebhookFound,
  signal: AbortSignal,
): Promise<WebhookInfo> {
  const webhook = await getWebhookInfo(client, token, signal);
  if (webhook.url !== "" && !isHookUrl(webhook.url)) await webhookFound(webhook);
  return webhook;
}

/** Finds out who is to blame for a 409, puts right what can be, and says so. */
export async function resolveConflict(
  error: TelegramError,
  client: BotApiClient,
  token: string,
  webhookFound: WebhookFound,
  signal: AbortSignal,
): Promise<Fault<HealthCode>> {
  try {
    const { url } = await findWebhook(client, token, webhookFound, signal);
    if (url === "") return fault("polling_conflict");
    await deleteWebhook(client, token, signal);
    return fault("webhook_conflict");
  } catch (failure) {
    return fault("token_conflict", { said: error.description, cause: faultOf(failure) });
  }
}
