import { usageError } from "../base/errors.ts";
import { type BotToken, parseToken } from "../telegram/token.ts";
import { pickFields } from "../registry/entities/entity.ts";
import { type Bot, bot as botEntity } from "../registry/entities/bot.ts";
import type { BotDefaults, Registry } from "../registry/registry.ts";
import { loadSomeSettings } from "../settings/settings.ts";
import { toBaseUrl } from "./base_url.ts";
import type { Command, CommandInput } from "./command.ts";
import { entityFlags, readEntityFlags } from "./entity_flags.ts";
import { isOn } from "./flag_values.ts";
import { readFirstLine } from "./read_first_line.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

const wayIn = pickFields(botEntity, ["ingress"]);

/** `botmux bot add` */
export const botAdd: Command = {
  words: "bot add",
  summary: "Add a bot; use - as TOKEN to read it from standard input and keep it out of the shell's history",
  positionals: ["TOKEN"],
  flags: [{
    name: "replace",
    placeholder: "",
    description: "Replace the token of an existing bot, for example with a new one from @BotFather",
  }, ...entityFlags(wayIn)],
  settings: [...registrySettings, "retentionMs", "maxJournalBytes", "listen", "tlsCertFile", "publicUrl"],
  run: addBot,
};

async function addBot(input: CommandInput): Promise<number> {
  const { host, flags, positionals } = input;
  const token = await readToken(input, positionals[0]);
  const { listen, tlsCertFile, publicUrl, ...limits } = loadSomeSettings(
    { flags, env: host.env, cwd: host.cwd },
    ["listen", "tlsCertFile", "publicUrl", "retentionMs", "maxJournalBytes"],
  );
  const given = readEntityFlags(wayIn, input);
  return await withRegistry(input, async (registry) => {
    const isNew = registry.bot(token.botId) === undefined;
    const bot = isOn(flags, "replace") && !isNew
      ? await registry.updateBot(token.botId, { token: token.token, status: "active", ...given })
      : await addNew(registry, token, { ...limits, ...given });
    host.stdout(isNew ? `Added bot ${bot.id}.` : `Bot ${bot.id} has its new token.`);
    host.stdout(`Its programs use the base URL ${toBaseUrl(listen, tlsCertFile !== undefined)}`);
    if (bot.ingress === "webhook" && publicUrl === undefined) {
      host.stdout("Its ingress is webhook: BotMux must be started with --public-url.");
    }
    host.stdout("A running BotMux takes it up within seconds; without one, run: botmux start");
  }, { creates: true });
}

async function addNew(registry: Registry, { botId, token }: BotToken, defaults: BotDefaults): Promise<Bot> {
  const known = registry.bot(botId);
  if (known === undefined) return await registry.addBot(token, defaults);
  throw usageError(known.token === token ? "bot_added_already" : "bot_token_differs", { bot: botId });
}

async function readToken({ host }: CommandInput, given: string | undefined): Promise<BotToken> {
  if (given === undefined) {
    throw usageError("bot_token_missing");
  }
  const text = given === "-" ? (await readFirstLine(host.stdin)).trim() : given;
  try {
    return parseToken(text);
  } catch (error) {
    if (error instanceof TypeError) throw usageError("bot_token_malformed");
    throw error;
  }
}
