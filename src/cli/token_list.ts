import { toMoment } from "../base/moment.ts";
import { accessScope, type AccessToken, accessToken } from "../registry/entities/access_token.ts";
import type { Command } from "./command.ts";
import { toListed, toListedLimits } from "./entity_json.ts";
import { findListedBots, onlyBotFlag } from "./find_bot.ts";
import { describeLimits } from "./filter_flags.ts";
import { isOn, textOf } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { toDay, toTable } from "./output.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux token list` */
export const tokenList: Command = {
  words: "token list",
  summary: "List access tokens",
  positionals: [],
  flags: [onlyBotFlag, jsonFlag],
  settings: registrySettings,
  async run(input) {
    const { host, flags } = input;
    const isJson = isOn(flags, "json");
    return await withRegistry(input, (registry) => {
      const bots = findListedBots(registry, textOf(flags, "bot"));
      const entries = bots.flatMap((bot) => registry.consumers(bot.id)).flatMap((consumer) =>
        registry.accessTokens(consumer.id).map((token) => ({ consumer, token }))
      );
      if (isJson) {
        const shown = entries.map(({ consumer, token }) =>
          toPublic(token, consumer.name, registry.tokenUses.lastUsedMs(token.id))
        );
        host.stdout(JSON.stringify(shown, null, 2));
        return;
      }
      const rows = entries.map(({ consumer, token }) => {
        const { id, botId, label, scope, addedAtMs, expiresAtMs } = token;
        return [
          String(id),
          `${botId}:***`,
          consumer.name,
          toDay(addedAtMs),
          toDay(expiresAtMs),
          toDay(registry.tokenUses.lastUsedMs(id) || undefined),
          describeLimits(accessScope, scope),
          label,
        ];
      });
      const header = ["ID", "TOKEN", "CONSUMER", "ADDED", "EXPIRES", "LAST USED", "SCOPE", "LABEL"];
      for (const line of toTable(header, rows)) host.stdout(line);
    });
  },
};

/** What may be shown of an access token: not even its hash. */
function toPublic(token: AccessToken, consumer: string, lastUsedMs: number) {
  const { botId, scope } = token;
  return {
    ...toListed(accessToken, token),
    botId,
    token: `${botId}:***`,
    consumer,
    scope: toListedLimits(accessScope, scope),
    lastUsedAt: toMoment(lastUsedMs),
  };
}
