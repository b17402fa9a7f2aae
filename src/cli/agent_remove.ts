import { usageError } from "../base/errors.ts";
import { findAgent } from "../registry/agents.ts";
import type { Command } from "./command.ts";
import { botFlag, findBot } from "./find_bot.ts";
import { textOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux agent remove` */
export const agentRemove: Command = {
  words: "agent remove",
  summary: "Delete an AI agent, its consumer and its access token",
  positionals: ["NAME"],
  flags: [botFlag],
  settings: registrySettings,
  async run(input) {
    const { host, flags, positionals: [name] } = input;
    if (name === undefined) throw usageError("agent_name_missing", { usage: "remove NAME" });
    return await withRegistry(input, async (registry) => {
      const bot = findBot(registry, textOf(flags, "bot"));
      const agent = findAgent(registry, bot.id, name);
      if (agent === undefined) {
        const shown = JSON.stringify(name.slice(0, 64)).slice(1, -1);
        throw usageError("agent_not_known", { agent: shown, bot: bot.id });
      }
      await registry.removeConsumer(agent.consumer.id);
      host.stdout(`Removed agent ${name} of bot ${bot.id}. Its access token stops working within seconds.`);
    });
  },
};
