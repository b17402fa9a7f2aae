import { UsageError } from "../base/errors.ts";
import type { Command } from "./command.ts";
import { botFlag, findBot, findConsumer } from "./find_bot.ts";
import { textOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux consumer remove` */
export const consumerRemove: Command = {
  words: "consumer remove",
  summary: "Remove a consumer with its access tokens",
  positionals: [],
  flags: [botFlag, { name: "name", placeholder: "NAME", description: "Its name" }],
  settings: registrySettings,
  run: (input) =>
    withRegistry(input, async (registry) => {
      const { host, flags } = input;
      const name = textOf(flags, "name");
      if (name === undefined) {
        throw new UsageError("Cannot remove a consumer without its name: add --name NAME");
      }
      const bot = findBot(registry, textOf(flags, "bot"));
      await registry.removeConsumer(findConsumer(registry, bot, name).id);
      host.stdout(`Removed consumer ${name} of bot ${bot.id}.`);
    }),
};
