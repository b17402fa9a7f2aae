import { UsageError } from "../base/errors.ts";
import type { BotPatch } from "../registry/registry.ts";
import { parseByteSize, parseDurationMs } from "../settings/quantities.ts";
import { choiceKind } from "../settings/value_kind.ts";
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
    description:
      "Whether it is archived; what was archived stays when it is not, and what comes meanwhile is never archived",
  },
  {
    name: "refresh-chats",
    placeholder: switches.placeholder,
    description: "Whether Telegram is asked now and then about its archived chats",
  },
];

const signInFlag: Flag = {
  name: "sign-in",
  placeholder: switches.placeholder,
  description:
    "Whether linked operators may sign in through its Mini App; its other Mini Apps receive the same data and could sign in with it, so use a bot of BotMux's own",
};

/** `botmux bot set` */
export const botSet: Command = {
  words: "bot set",
  summary: "Change how a bot's updates come in and what is kept of them; what is not named stays",
  positionals: ["ID|@USERNAME"],
  flags: [
    { name: "ingress", placeholder: ingresses.placeholder, description: "How its updates come in" },
    { name: "retention", placeholder: "DURATION", description: "How long its journal keeps updates" },
    { name: "journal-size", placeholder: "SIZE", description: "Most bytes its journal keeps" },
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
    throw new UsageError("Cannot change a bot without a change: add --archive off or another flag");
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
