import { usageError } from "../base/errors.ts";
import type { Command } from "./command.ts";
import { botFlag, findBot, findConsumer } from "./find_bot.ts";
import { textOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux consumer on` */
export const consumerOn: Command = {
  words: "consumer on",
  summary: "Push to a consumer again that was switched off",
  positionals: ["NAME"],
  flags: [botFlag],
  settings: registrySettings,
  async run(input) {
    const { host, flags, positionals: [name] } = input;
    if (name === undefined) {
      throw usageError("consumer_name_missing", { usage: "consumer on NAME" });
    }
    return await withRegistry(input, async (registry) => {
      const bot = findBot(registry, textOf(flags, "bot"));
      const { mode } = await registry.updateConsumer(findConsumer(registry, bot, name).id, {
        disabledReason: "",
      });
      host.stdout(
        mode === "poll"
          ? `Consumer ${name} of bot ${bot.id} polls: it is always on.`
          : `Switched on consumer ${name} of bot ${bot.id}; a running BotMux pushes to it within seconds.`,
      );
    });
  },
};
