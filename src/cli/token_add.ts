import type { AccessScope } from "../registry/registry_model.ts";
import { parseChatId, parseUpdateKind } from "../settings/consumer_values.ts";
import { loadSomeSettings } from "../settings/settings.ts";
import { ValueError } from "../base/value_kind.ts";
import { toBaseUrl } from "./base_url.ts";
import type { Command, CommandInput } from "./command.ts";
import { botFlag, findBot, findConsumer } from "./find_bot.ts";
import { listOf, textOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux token add` */
export const tokenAdd: Command = {
  words: "token add",
  summary: "Create an access token that a program uses in place of the bot token",
  positionals: [],
  flags: [
    botFlag,
    { name: "consumer", placeholder: "NAME", description: "The consumer it belongs to (default: default)" },
    { name: "label", placeholder: "TEXT", description: "A note, such as the program that uses it" },
    {
      name: "methods",
      placeholder: "NAME,NAME",
      isList: true,
      description: "Restrict calls to these methods, such as sendMessage,getFile",
    },
    { name: "chats", placeholder: "ID,ID", isList: true, description: "Restrict calls to these chats" },
    {
      name: "updates",
      placeholder: "KIND,KIND",
      isList: true,
      description: "Restrict it to these kinds of update",
    },
  ],
  settings: [...registrySettings, "listen", "tlsCertFile"],
  run: addToken,
};

async function addToken(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  const scope = readScope(flags);
  const sources = { flags, env: host.env, cwd: host.cwd };
  const { listen, tlsCertFile } = loadSomeSettings(sources, ["listen", "tlsCertFile"]);
  const baseUrl = toBaseUrl(listen, tlsCertFile !== undefined);
  return await withRegistry(input, async (registry) => {
    const bot = findBot(registry, textOf(flags, "bot"));
    const consumer = findConsumer(registry, bot, textOf(flags, "consumer"));
    const label = textOf(flags, "label") ?? "";
    const { record, token } = await registry.createAccessToken(consumer.id, { label, scope });
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

function readScope(flags: CommandInput["flags"]): AccessScope {
  const methods = listOf(flags, "methods", parseMethod);
  const chats = listOf(flags, "chats", parseChatId);
  const updates = listOf(flags, "updates", parseUpdateKind);
  return {
    ...(methods === undefined ? {} : { methods }),
    ...(chats === undefined ? {} : { chats }),
    ...(updates === undefined ? {} : { updates }),
  };
}

function parseMethod(text: string): string {
  if (!/^[A-Za-z]{1,64}$/.test(text)) throw new ValueError("the name of a method, such as sendMessage");
  return text.toLowerCase();
}
