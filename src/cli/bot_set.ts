import { usageError } from "../base/errors.ts";
import { bot } from "../registry/entities/bot.ts";
import type { Command, CommandInput } from "./command.ts";
import { patchFlags, readEntityFlags } from "./entity_flags.ts";
import { findBot } from "./find_bot.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux bot set` */
export const botSet: Command = {
  words: "bot set",
  summary: "Update settings of a bot",
  positionals: ["ID|@USERNAME"],
  flags: patchFlags(bot),
  settings: registrySettings,
  run: setBot,
};

async function setBot(input: CommandInput): Promise<number> {
  const { host, positionals: [name] } = input;
  const patch = readEntityFlags(bot, input);
  if (Object.keys(patch).length === 0) {
    throw usageError("bot_unchanged");
  }
  return await withRegistry(input, async (registry) => {
    const { id } = await registry.updateBot(findBot(registry, name).id, patch);
    host.stdout(`Changed bot ${id}; a running BotMux takes it up within seconds.`);
    if (patch.isArchived === false) {
      host.stdout("What was archived of it stays, and goes by the archive's retention.");
    }
  });
}
