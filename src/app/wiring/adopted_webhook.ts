import type { Logger } from "../../base/logger.ts";
import type { Journal } from "../../journal/journal.ts";
import { createPushTarget } from "../../registry/entities/push_target.ts";
import { defaultConsumerName } from "../../registry/entities/consumer.ts";
import type { Registry } from "../../registry/registry.ts";
import { toShownUrl, toWebhookUrl } from "../../telegram/webhook_url.ts";
import type { WebhookToSet } from "../../upstream/calls.ts";
import type { FoundWebhook } from "../../upstream/identify_bot.ts";

/** What the webhooks of bots are noted in. */
interface AdoptedWebhookContext {
  readonly registry: Registry;
  readonly journal: Journal;
  readonly logger: Logger;
}

/**
 * Notes a webhook that was found upstream. One that the bot had when it was added is adopted as the target of
 * its default consumer, unless that pushes already.
 */
export async function noteWebhook(
  { registry, journal, logger }: AdoptedWebhookContext,
  botId: number,
  webhook: FoundWebhook,
): Promise<void> {
  const { url, maxConnections, isFirstContact, hasCertificate, allowedUpdates } = webhook;
  await registry.updateBot(botId, { previousWebhookUrl: url });
  const consumer = registry.consumerByName(botId, defaultConsumerName);
  const fields = { bot: botId, url: toShownUrl(url) };
  if (!isFirstContact || consumer?.mode !== "poll" || toWebhookUrl(url) === undefined) {
    return logger.warn(
      "bot had a webhook, removed it; its program can poll BotMux or call setWebhook through BotMux",
      fields,
    );
  }
  journal.cursor(consumer.id)?.setAllowed(allowedUpdates, journal.logState(botId).lastPosition + 1);
  // Not as by a program's setWebhook: one whose backend cannot be reached right now is taken over all the same.
  const push = createPushTarget({ urls: [url], maxConnections });
  await registry.updateConsumer(consumer.id, { mode: "push", push });
  const unknown = hasCertificate ? "secret token or certificate" : "secret token";
  logger.warn(
    `bot had a webhook, pushing to its URL; if it had a ${unknown}, call setWebhook through BotMux`,
    fields,
  );
}

/**
 * The webhook that a bot had before BotMux, to be set again. With what its default consumer knows of it, where that
 * pushes there; a certificate stays out, it can only be uploaded.
 */
export function webhookToRestore(
  { registry, journal }: Pick<AdoptedWebhookContext, "registry" | "journal">,
  botId: number,
): WebhookToSet {
  const url = registry.bot(botId)?.previousWebhookUrl ?? "";
  const consumer = registry.consumerByName(botId, defaultConsumerName);
  if (consumer?.push === undefined || consumer.push.urls[0] !== toWebhookUrl(url)) return { url };
  const { maxConnections, secretToken } = consumer.push;
  return { url, maxConnections, secretToken, allowedUpdates: journal.cursor(consumer.id)?.allowedUpdates };
}
