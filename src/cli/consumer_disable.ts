import type { DisabledCode } from "../faults/disabled_fault.ts";
import { usageError } from "../base/errors.ts";
import type { Command } from "./command.ts";
import { botFlag, findBot, findConsumer } from "./find_bot.ts";
import { textOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux consumer disable` */
export const consumerDisable: Command = {
  words: "consumer disable",
  summary: "Stop delivering to a consumer; its updates wait in the journal",
  positionals: ["NAME"],
  flags: [botFlag, {
    name: "reason",
    placeholder: "TEXT",
    description: "Why it is disabled; shown with its status",
  }],
  settings: registrySettings,
  async run(input) {
    const { host, flags, positionals: [name] } = input;
    if (name === undefined) {
      throw usageError("consumer_name_missing", { usage: "consumer disable NAME" });
    }
    return await withRegistry(input, async (registry) => {
      const bot = findBot(registry, textOf(flags, "bot"));
      const disabledReason = textOf(flags, "reason")?.trim() ||
        ("disabled_by_command" satisfies DisabledCode);
      await registry.updateConsumer(findConsumer(registry, bot, name).id, { disabledReason });
      host.stdout(
        `Disabled consumer ${name} of bot ${bot.id}; a running BotMux stops delivering within seconds.`,
      );
      host.stdout(
        `Its updates wait as long as the journal keeps them: botmux consumer enable ${name} --bot ${bot.id}`,
      );
    });
  },
};
