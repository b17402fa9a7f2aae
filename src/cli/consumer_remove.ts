import type { Command } from "./command.ts";
import { nameFlag, readConsumerName } from "./consumer_name.ts";
import { botFlag, findBot, findConsumer } from "./find_bot.ts";
import { textOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux consumer remove` */
export const consumerRemove: Command = {
  words: "consumer remove",
  summary: "Delete a consumer and its access tokens",
  positionals: ["NAME"],
  flags: [botFlag, nameFlag],
  settings: registrySettings,
  async run(input) {
    const { host, flags } = input;
    const name = readConsumerName(input, "consumer remove NAME");
    return await withRegistry(input, async (registry) => {
      const bot = findBot(registry, textOf(flags, "bot"));
      await registry.removeConsumer(findConsumer(registry, bot, name).id);
      host.stdout(`Removed consumer ${name} of bot ${bot.id}.`);
    });
  },
};
