import { disabledReasons } from "../faults/disabled_reasons.ts";
import { usageError } from "../base/errors.ts";
import { parseStartingPoint } from "../settings/consumer_values.ts";
import { choiceKind } from "../base/value_kind.ts";
import type { Command, CommandInput } from "./command.ts";
import { describeFilter, filterFlags, readFilter } from "./filter_flags.ts";
import { botFlag, findBot } from "./find_bot.ts";
import { isOn, textOf, valueOf } from "./flag_values.ts";
import { modeFlag, readMode } from "./mode_flag.ts";
import { describePush, pushFlags, readPushTarget } from "./push_flags.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

const sharings = choiceKind(["independent", "exclusive"]);

/** `botmux consumer add` */
export const consumerAdd: Command = {
  words: "consumer add",
  summary: "Add a consumer: an independent reader of a bot's updates",
  positionals: [],
  flags: [
    botFlag,
    { name: "name", placeholder: "NAME", description: "Name, of a-z, 0-9, '-' and '_'" },
    { ...modeFlag, description: `${modeFlag.description} (default poll)` },
    {
      name: "start",
      placeholder: "now|all|TIME|POSITION",
      description:
        "Where to start: at the next update, at the oldest one kept, at an ISO 8601 time, or at a position (default now)",
    },
    {
      name: "sharing",
      placeholder: sharings.placeholder,
      description: "Serve several programs at once, or only the newest (default exclusive)",
    },
    { name: "disabled", placeholder: "", description: "Keep its updates in the journal until it is enabled" },
    ...filterFlags,
    ...pushFlags,
  ],
  settings: registrySettings,
  run: addConsumer,
};

async function addConsumer(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  const name = textOf(flags, "name");
  if (name === undefined) throw usageError("consumer_flag_missing");
  const mode = readMode(flags);
  const start = valueOf(flags, "start", parseStartingPoint);
  const sharing = valueOf(flags, "sharing", (text) => sharings.parse(text, ""));
  const filter = readFilter(flags);
  const isDisabled = isOn(flags, "disabled");
  const push = await readPushTarget(input, mode);
  return await withRegistry(input, async (registry) => {
    const bot = findBot(registry, textOf(flags, "bot"));
    const consumer = await registry.addConsumer(bot.id, {
      name,
      filter,
      push,
      ...(mode === undefined ? {} : { mode }),
      ...(start === undefined ? {} : { start }),
      ...(sharing === undefined ? {} : { sharing }),
      ...(isDisabled ? { disabledReason: disabledReasons.disabled_by_command.message } : {}),
    });
    host.stdout(`Added consumer ${consumer.name} of bot ${bot.id}; it sees ${describeFilter(filter)}.`);
    if (push !== undefined) host.stdout(`It pushes to ${describePush(push)}.`);
    else {host.stdout(
        `Give its program a token: botmux token add --bot ${bot.id} --consumer ${consumer.name}`,
      );}
  });
}
