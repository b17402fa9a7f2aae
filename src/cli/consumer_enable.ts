import { usageError } from "../base/errors.ts";
import type { Command } from "./command.ts";
import { botFlag, findBot, findConsumer } from "./find_bot.ts";
import { textOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux consumer enable` */
export const consumerEnable: Command = {
  words: "consumer enable",
  summary: "Enable a disabled consumer",
  positionals: ["NAME"],
  flags: [botFlag],
  settings: registrySettings,
  async run(input) {
    const { host, flags, positionals: [name] } = input;
    if (name === undefined) {
      throw usageError("consumer_name_missing", { usage: "consumer enable NAME" });
    }
    return await withRegistry(input, async (registry) => {
      const bot = findBot(registry, textOf(flags, "bot"));
      await registry.updateConsumer(findConsumer(registry, bot, name).id, { disabledReason: undefined });
      host.stdout(
        `Enabled consumer ${name} of bot ${bot.id}; a running BotMux delivers to it within seconds.`,
      );
    });
  },
};
