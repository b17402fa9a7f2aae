import { consumerFilter } from "../registry/entities/consumer_filter.ts";
import { toDisabledFault } from "../faults/disabled_fault.ts";
import { messageOf } from "../faults/fault.ts";
import { type Consumer, consumer as consumerEntity } from "../registry/entities/consumer.ts";
import { pushTarget } from "../registry/entities/push_target.ts";
import type { StartingPoint } from "../registry/entities/starting_point.ts";
import { toShownUrl } from "../telegram/webhook_url.ts";
import type { Command } from "./command.ts";
import { describeLimits } from "./filter_flags.ts";
import { toListed } from "./entity_json.ts";
import { findListedBots, onlyBotFlag } from "./find_bot.ts";
import { isOn, textOf } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { toTable } from "./output.ts";
import { describePush } from "./push_flags.ts";
import { registrySettings, withRegistry } from "./registry_command.ts";

/** `botmux consumer list` */
export const consumerList: Command = {
  words: "consumer list",
  summary: "List consumers",
  positionals: [],
  flags: [onlyBotFlag, jsonFlag],
  settings: registrySettings,
  async run(input) {
    const { host, flags } = input;
    const isJson = isOn(flags, "json");
    return await withRegistry(input, (registry) => {
      const bots = findListedBots(registry, textOf(flags, "bot"));
      const consumers = bots.flatMap((bot) => registry.consumers(bot.id));
      if (isJson) {
        host.stdout(JSON.stringify(consumers.map(toPublic), null, 2));
        return;
      }
      const rows = consumers.map((consumer) => [
        String(consumer.botId),
        consumer.name,
        consumer.mode,
        consumer.sharing,
        describeStart(consumer.start),
        String(registry.accessTokens(consumer.id).length),
        describePush(consumer.push),
        describeLimits(consumerFilter, consumer.filter),
        consumer.disabledReason === undefined
          ? "enabled"
          : `disabled: ${messageOf(toDisabledFault(consumer.disabledReason))}`,
      ]);
      const header = ["BOT", "NAME", "MODE", "SHARING", "STARTED", "TOKENS", "PUSHES TO", "SEES", "STATE"];
      for (const line of toTable(header, rows)) host.stdout(line);
    });
  },
};

function describeStart(start: StartingPoint): string {
  if (typeof start === "string") return start;
  return "timeMs" in start ? new Date(start.timeMs).toISOString() : `position ${start.position}`;
}

/** What may be shown of a consumer: where it pushes to, but not the path, which is often secret. */
function toPublic(consumer: Consumer) {
  const { id, botId, filter, push, disabledReason = null } = consumer;
  return {
    id,
    botId,
    ...toListed(consumerEntity, consumer),
    filter,
    disabledReason,
    push: push === undefined ? null : toListed(pushTarget, push),
    ...(push === undefined ? {} : { pushesTo: push.urls.map(toShownUrl) }),
  };
}
