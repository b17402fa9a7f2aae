import { maskSecrets } from "../base/secrets.ts";
import { type Bot, bot as botEntity } from "../registry/entities/bot.ts";
import type { Command } from "./command.ts";
import { toListed } from "./entity_json.ts";
import { isOn } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { toTable } from "./output.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux bot list` */
export const botList: Command = {
  words: "bot list",
  summary: "List the bots",
  positionals: [],
  flags: [jsonFlag],
  settings: registrySettings,
  async run(input) {
    const { host, flags } = input;
    const isJson = isOn(flags, "json");
    return await withRegistry(input, (registry) => {
      const bots = registry.bots();
      if (isJson) {
        host.stdout(JSON.stringify(bots.map(toPublic), null, 2));
      } else if (bots.length === 0) {
        host.stdout("There is no bot yet. Add one with: botmux bot add TOKEN");
      } else {
        const rows = bots.map((bot) => [
          String(bot.id),
          bot.username && `@${bot.username}`,
          bot.name,
          bot.status,
          String(registry.consumers(bot.id).length),
          maskSecrets(bot.token),
        ]);
        const header = ["ID", "USERNAME", "NAME", "STATUS", "CONSUMERS", "TOKEN"];
        for (const line of toTable(header, rows)) host.stdout(line);
      }
    });
  },
};

/** What may be shown of a bot. */
function toPublic(bot: Bot) {
  const { previousWebhookUrl, token } = bot;
  return {
    ...toListed(botEntity, bot),
    token: maskSecrets(token),
    hadWebhook: previousWebhookUrl !== undefined,
  };
}
