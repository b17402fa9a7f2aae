import { decodeUtf8 } from "../../base/bytes.ts";
import { noteWebhook, webhookToRestore } from "./adopted_webhook.ts";
import type { RemovalEvents } from "../../upstream/bot_removal.ts";
import type { PollerEvents } from "../../upstream/poller.ts";

/** What is done about what pollers find out of their bots. */
export function createFleetEvents(
  context: Parameters<typeof noteWebhook>[0],
): PollerEvents & RemovalEvents {
  const { registry, logger } = context;
  return {
    async identified(botId, { username, name }) {
      await registry.updateBot(botId, { username, name });
    },
    webhookFound: (botId, webhook) => noteWebhook(context, botId, webhook),
    async statusChanged(botId, status) {
      // A command in another process may have sent the bot away in this very moment.
      await registry.refresh();
      if (registry.bot(botId)?.status !== "removing") await registry.updateBot(botId, { status });
    },
    webhookToRestore: (botId) => webhookToRestore(context, botId),
    webhookRestored: (botId) => registry.removeBot(botId),
    unreadable(botId, bytes) {
      logger.error("skipped a malformed element in getUpdates", {
        bot: botId,
        bytes: bytes.length,
        start: decodeUtf8(bytes.subarray(0, 2048)),
      });
    },
  };
}
