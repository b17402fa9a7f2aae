import { usageError } from "../base/errors.ts";
import type { Command } from "./command.ts";
import { checkBotName, findBot } from "./find_bot.ts";
import { isOn } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";
import { restoreAndRemove } from "./restore_webhook.ts";

/** `botmux bot remove` */
export const botRemove: Command = {
  words: "bot remove",
  summary: "Remove a bot with its consumers, access tokens and updates",
  positionals: ["ID|@USERNAME"],
  flags: [{
    name: "restore-webhook",
    placeholder: "",
    description: "First restore the webhook that the bot had before BotMux; no update is lost",
  }],
  settings: [...registrySettings, "upstreamUrl", "upstreamProxyUrl", "noProxy"],
  async run(input) {
    const { host, flags, positionals: [name] } = input;
    // Never the only one without being named: this cannot be undone.
    if (name === undefined) {
      throw usageError("bot_missing");
    }
    checkBotName(name);
    const restoresWebhook = isOn(flags, "restore-webhook");
    return await withRegistry(input, async (registry) => {
      const bot = findBot(registry, name);
      if (restoresWebhook) return await restoreAndRemove(input, registry, bot);
      await registry.removeBot(bot.id);
      host.stdout(`Removed bot ${bot.id}.`);
      if (bot.previousWebhookUrl !== undefined) {
        host.stdout(
          "Before BotMux it had a webhook of its own; set that again with setWebhook if it is needed. " +
            "With --restore-webhook, bot remove does that itself.",
        );
      }
    });
  },
};
