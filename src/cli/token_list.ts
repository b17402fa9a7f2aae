import { toMoment } from "../base/moment.ts";
import { accessScope, type AccessToken } from "../registry/entities/access_token.ts";
import type { Command } from "./command.ts";
import { findListedBots, onlyBotFlag } from "./find_bot.ts";
import { describeLimits } from "./filter_flags.ts";
import { isOn, textOf } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { toTable } from "./output.ts";
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
        registry.accessTokens(consumer.id).map((accessToken) => ({ consumer, accessToken }))
      );
      if (isJson) {
        const shown = entries.map(({ consumer, accessToken }) =>
          toPublic(accessToken, consumer.name, registry.tokenUses.lastUsedMs(accessToken.id))
        );
        host.stdout(JSON.stringify(shown, null, 2));
        return;
      }
      const rows = entries.map(({ consumer, accessToken }) => {
        const { id, botId, label, scope, addedAtMs, expiresAtMs = 0 } = accessToken;
        return [
          String(id),
          `${botId}:***`,
          consumer.name,
          toDay(addedAtMs),
          toDay(expiresAtMs),
          toDay(registry.tokenUses.lastUsedMs(id)),
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
function toPublic(
  { id, botId, label, scope, addedAtMs, expiresAtMs = 0, previousUntilMs = 0 }: AccessToken,
  consumer: string,
  lastUsedMs: number,
) {
  return {
    id,
    botId,
    token: `${botId}:***`,
    consumer,
    label,
    scope,
    addedAt: toMoment(addedAtMs),
    expiresAt: toMoment(expiresAtMs),
    lastUsedAt: toMoment(lastUsedMs),
    previousUntil: toMoment(previousUntilMs),
  };
}

/** The day of a moment, and a dash for none. */
function toDay(ms: number): string {
  return toMoment(ms)?.slice(0, 10) ?? "-";
}
