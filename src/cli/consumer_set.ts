import { toDisabledFault } from "../faults/disabled_fault.ts";
import { messageOf } from "../faults/fault.ts";
import { usageError } from "../base/errors.ts";
import { consumer as consumerEntity } from "../registry/entities/consumer.ts";
import { omitFields } from "../registry/entities/entity.ts";
import { toKeptReason } from "../registry/rules.ts";
import type { Command, CommandInput } from "./command.ts";
import { patchFlags, readEntityFlags } from "./entity_flags.ts";
import { botFlag, findBot, findConsumer } from "./find_bot.ts";
import { isOn, textOf } from "./flag_values.ts";
import { describePush, pushFlags, readPushTarget } from "./push_flags.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

const settable = omitFields(consumerEntity, ["name", "start"]);

/** `botmux consumer set` */
export const consumerSet: Command = {
  words: "consumer set",
  summary: "Change settings of a consumer; its position is kept",
  positionals: ["NAME"],
  flags: [
    botFlag,
    ...patchFlags(settable, { mode: "; push flags that are left out are reset to their defaults" }),
    { name: "no-max-age", placeholder: "", description: "Deliver updates of any age" },
    ...pushFlags,
  ],
  settings: registrySettings,
  run: setConsumer,
};

async function setConsumer(input: CommandInput): Promise<number> {
  const { host, flags, positionals: [name] } = input;
  if (name === undefined) {
    throw usageError("consumer_name_missing", { usage: "consumer set NAME" });
  }
  const { mode, ...given } = readEntityFlags(settable, input);
  const isOfAnyAge = isOn(flags, "no-max-age");
  if (isOfAnyAge && given.maxAgeSec !== undefined) {
    throw usageError("flags_exclude", { flag: settable.maxAgeSec.flag, other: "no-max-age" });
  }
  const patch = isOfAnyAge ? { ...given, maxAgeSec: undefined } : given;
  if (mode === undefined && Object.keys(patch).length === 0) {
    throw usageError("consumer_mode_missing");
  }
  const push = await readPushTarget(input, mode);
  return await withRegistry(input, async (registry) => {
    const bot = findBot(registry, textOf(flags, "bot"));
    const consumer = findConsumer(registry, bot, name);
    if (mode === undefined) {
      await registry.updateConsumer(consumer.id, patch);
      host.stdout(`Changed consumer ${name} of bot ${bot.id}.`);
      return;
    }
    const { disabledReason } = await registry.updateConsumer(consumer.id, {
      ...patch,
      mode,
      push,
      disabledReason: toKeptReason(consumer, mode),
    });
    const does = push === undefined ? "polls" : `pushes to ${describePush(push)}`;
    host.stdout(`Consumer ${name} of bot ${bot.id} ${does} from now on.`);
    if (disabledReason !== undefined) {
      const why = messageOf(toDisabledFault(disabledReason));
      host.stdout(`It is still disabled (${why}): botmux consumer enable ${name} --bot ${bot.id}`);
    }
  });
}
