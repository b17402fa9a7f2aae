import { accessScope, accessToken } from "../registry/entities/access_token.ts";
import { loadSomeSettings } from "../settings/settings.ts";
import { toBaseUrl } from "./base_url.ts";
import type { Command, CommandInput } from "./command.ts";
import { entityFlags, readEntityFlags } from "./entity_flags.ts";
import { botFlag, findBot, findConsumer } from "./find_bot.ts";
import { textOf, valueOf } from "./flag_values.ts";
import { parseTokenEnd } from "./token_end.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux token add` */
export const tokenAdd: Command = {
  words: "token add",
  summary: "Create an access token that a program uses in place of the bot token",
  positionals: [],
  flags: [
    botFlag,
    { name: "consumer", placeholder: "NAME", description: "The consumer it belongs to (default: default)" },
    ...entityFlags(accessToken),
    ...entityFlags(accessScope, { methods: ", such as send*,getFile" }),
  ],
  settings: [...registrySettings, "listen", "tlsCertFile"],
  run: addToken,
};

async function addToken(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  const given = readEntityFlags(accessToken, input, {
    expiresAtMs: (flag) => valueOf(flags, flag, (text) => parseTokenEnd(text, host.clock.now())),
  });
  const scope = readEntityFlags(accessScope, input);
  const sources = { flags, env: host.env, cwd: host.cwd };
  const { listen, tlsCertFile } = loadSomeSettings(sources, ["listen", "tlsCertFile"]);
  const baseUrl = toBaseUrl(listen, tlsCertFile !== undefined);
  return await withRegistry(input, async (registry) => {
    const bot = findBot(registry, textOf(flags, "bot"));
    const consumer = findConsumer(registry, bot, textOf(flags, "consumer"));
    const { record, token } = await registry.createAccessToken(consumer.id, { ...given, scope });
    host.stdout(
      `Access token ${record.id} for consumer ${consumer.name} of bot ${bot.id}. It is shown this once:`,
    );
    host.stdout("");
    host.stdout(`  token     ${token}`);
    host.stdout(`  base URL  ${baseUrl}`);
    host.stdout("");
    host.stdout(`Try it: curl -s '${baseUrl}/bot${token}/getUpdates?timeout=30'`);
  });
}
