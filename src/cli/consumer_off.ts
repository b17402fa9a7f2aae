import { usageError } from "../base/errors.ts";
import type { Command } from "./command.ts";
import { botFlag, findBot, findConsumer } from "./find_bot.ts";
import { textOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux consumer off` */
export const consumerOff: Command = {
  words: "consumer off",
  summary: "Push nothing to a consumer until it is switched on; its updates wait in the journal",
  positionals: ["NAME"],
  flags: [botFlag, { name: "why", placeholder: "TEXT", description: "Reason, shown in lists" }],
  settings: registrySettings,
  async run(input) {
    const { host, flags, positionals: [name] } = input;
    if (name === undefined) {
      throw usageError("consumer_name_missing", { usage: "consumer off NAME" });
    }
    return await withRegistry(input, async (registry) => {
      const bot = findBot(registry, textOf(flags, "bot"));
      const disabledReason = textOf(flags, "why")?.trim() || "Switched off by hand";
      await registry.updateConsumer(findConsumer(registry, bot, name).id, { disabledReason });
      host.stdout(
        `Switched off consumer ${name} of bot ${bot.id}; a running BotMux stops pushing within seconds.`,
      );
      host.stdout(
        `Its updates wait as long as the journal keeps them: botmux consumer on ${name} --bot ${bot.id}`,
      );
    });
  },
};
