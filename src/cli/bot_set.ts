import { usageError } from "../base/errors.ts";
import type { BotPatch } from "../registry/registry.ts";
import { parseByteSize, parseDurationMs } from "../base/quantities.ts";
import { choiceKind } from "../base/value_kind.ts";
import type { Flag } from "./arguments.ts";
import type { Command, CommandInput } from "./command.ts";
import { findBot } from "./find_bot.ts";
import { valueOf } from "./flag_values.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

const ingresses = choiceKind(["poll", "webhook"]);
const switches = choiceKind(["on", "off"]);

/** The flags that say what is done with a bot's updates and chats, besides its journal. */
const archiveFlags: readonly Flag[] = [
  {
    name: "archive",
    placeholder: switches.placeholder,
    description: "Whether to archive this bot; turning it off keeps what was archived",
  },
  {
    name: "refresh-chats",
    placeholder: switches.placeholder,
    description: "Whether to refresh photos, member counts and rights of its archived chats",
  },
];

const signInFlag: Flag = {
  name: "sign-in",
  placeholder: switches.placeholder,
  description:
    "Whether linked operators can sign in through its Mini App; use a dedicated bot, because its other Mini Apps get the same signed data",
};

/** `botmux bot set` */
export const botSet: Command = {
  words: "bot set",
  summary: "Update settings of a bot",
  positionals: ["ID|@USERNAME"],
  flags: [
    {
      name: "ingress",
      placeholder: ingresses.placeholder,
      description: "How updates arrive: by long polling, or by a webhook at the public URL",
    },
    { name: "retention", placeholder: "DURATION", description: "How long updates are kept" },
    { name: "journal-size", placeholder: "SIZE", description: "Maximum journal size" },
    ...archiveFlags,
    signInFlag,
  ],
  settings: registrySettings,
  run: setBot,
};

async function setBot(input: CommandInput): Promise<number> {
  const { host, positionals: [name] } = input;
  const patch = readPatch(input);
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

function readPatch({ flags }: CommandInput): BotPatch {
  const ingress = valueOf(flags, "ingress", (text) => ingresses.parse(text, ""));
  const retentionMs = valueOf(flags, "retention", (text) => parseDurationMs(text));
  const maxJournalBytes = valueOf(flags, "journal-size", parseByteSize);
  const archive = valueOf(flags, "archive", (text) => switches.parse(text, ""));
  const refreshChats = valueOf(flags, "refresh-chats", (text) => switches.parse(text, ""));
  const signIn = valueOf(flags, "sign-in", (text) => switches.parse(text, ""));
  return {
    ...(ingress === undefined ? {} : { ingress }),
    ...(retentionMs === undefined ? {} : { retentionMs }),
    ...(maxJournalBytes === undefined ? {} : { maxJournalBytes }),
    ...(archive === undefined ? {} : { isArchived: archive === "on" }),
    ...(refreshChats === undefined ? {} : { refreshesChats: refreshChats === "on" }),
    ...(signIn === undefined ? {} : { isSignInBot: signIn === "on" }),
  };
}
