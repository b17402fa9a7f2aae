import { toMoment } from "../base/moment.ts";
import { type Agent, agentsOf } from "../registry/agents.ts";
import { accessScope } from "../registry/entities/access_token.ts";
import type { Registry } from "../registry/registry.ts";
import type { Command } from "./command.ts";
import { describeLimits } from "./filter_flags.ts";
import { findListedBots, onlyBotFlag } from "./find_bot.ts";
import { isOn, textOf } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { toTable } from "./output.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux agent list` */
export const agentList: Command = {
  words: "agent list",
  summary: "List AI agents",
  positionals: [],
  flags: [onlyBotFlag, jsonFlag],
  settings: registrySettings,
  async run(input) {
    const { host, flags } = input;
    return await withRegistry(input, (registry) => {
      const agents = findListedBots(registry, textOf(flags, "bot")).flatMap(({ id }) =>
        agentsOf(registry, id)
      );
      if (isOn(flags, "json")) {
        host.stdout(JSON.stringify(agents.map((agent) => toPublic(registry, agent)), null, 2));
        return;
      }
      const rows = agents.map((agent) => {
        const { lastUsedAt } = toPublic(registry, agent);
        return [
          agent.name,
          String(agent.consumer.botId),
          agent.accessToken === undefined
            ? "no access token"
            : describeLimits(accessScope, shownScope(agent)),
          lastUsedAt?.slice(0, 16).replace("T", " ") ?? "never",
        ];
      });
      for (const line of toTable(["NAME", "BOT", "MAY", "LAST USED (UTC)"], rows)) host.stdout(line);
    });
  },
};

/** Its methods and kinds of update are every agent's. */
function shownScope({ accessToken }: Agent) {
  const { chats, topics, reads, readOnly, shadow } = accessToken?.scope ?? {};
  return { chats, topics, reads, readOnly, shadow };
}

function toPublic({ tokenUses }: Registry, { name, consumer, accessToken }: Agent) {
  return {
    name,
    bot: consumer.botId,
    consumer: consumer.name,
    accessToken: accessToken?.id ?? null,
    scope: accessToken?.scope ?? null,
    addedAt: toMoment(consumer.addedAtMs),
    lastUsedAt: toMoment(accessToken === undefined ? 0 : tokenUses.lastUsedMs(accessToken.id)),
  };
}
