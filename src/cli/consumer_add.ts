import type { DisabledCode } from "../faults/disabled_fault.ts";
import { usageError } from "../base/errors.ts";
import { consumer } from "../registry/entities/consumer.ts";
import { consumerFilter } from "../registry/entities/consumer_filter.ts";
import type { Command, CommandInput } from "./command.ts";
import { entityFlags, readEntityFlags } from "./entity_flags.ts";
import { describeLimits, filterFlags } from "./filter_flags.ts";
import { botFlag, findBot } from "./find_bot.ts";
import { isOn, textOf } from "./flag_values.ts";
import { describePush, pushFlags, readPushTarget } from "./push_flags.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux consumer add` */
export const consumerAdd: Command = {
  words: "consumer add",
  summary: "Add a consumer: an independent reader of a bot's updates",
  positionals: [],
  flags: [
    botFlag,
    ...entityFlags(consumer),
    {
      name: "disabled",
      placeholder: "",
      description: "Create it disabled; its updates wait in the journal until it is enabled",
    },
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
  const given = readEntityFlags(consumer, input);
  const filter = readEntityFlags(consumerFilter, input);
  const isDisabled = isOn(flags, "disabled");
  const push = await readPushTarget(input, given.mode);
  return await withRegistry(input, async (registry) => {
    const bot = findBot(registry, textOf(flags, "bot"));
    const added = await registry.addConsumer(bot.id, {
      ...given,
      name,
      filter,
      push,
      ...(isDisabled ? { disabledReason: "disabled_by_command" satisfies DisabledCode } : {}),
    });
    host.stdout(
      `Added consumer ${added.name} of bot ${bot.id}; it sees ${describeLimits(consumerFilter, filter)}.`,
    );
    if (push !== undefined) host.stdout(`It pushes to ${describePush(push)}.`);
    else {host.stdout(
        `Give its program a token: botmux token add --bot ${bot.id} --consumer ${added.name}`,
      );}
  });
}
