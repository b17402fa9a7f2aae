/** What routing is given of the other rooms: the way of its calls, and the say in who gets to see an update. */
import type { Logger } from "../../base/logger.ts";
import type { UpdateGate } from "../../journal/update_gate.ts";
import type { Registry } from "../../registry/registry.ts";
import type { BotCallPort } from "../../routing/bot_calls.ts";
import type { Routing } from "../../routing/routing.ts";
import type { ActingCaller } from "../../tgapi/calls/caller.ts";
import type { Calls } from "../../tgapi/calls/calls.ts";

/** Calls methods for routing; `callerOf` gives `undefined` for a bot that is gone. */
export function createRoutingCalls(
  callerOf: (botId: number) => ActingCaller | undefined,
  calls: Calls,
): BotCallPort {
  return {
    async call(bot, method, body, signal) {
      const caller = callerOf(bot);
      return caller && await calls.act(caller, method, body, signal);
    },
    download(bot, path, signal) {
      const caller = callerOf(bot);
      return caller && calls.download(caller, path, signal);
    },
  };
}

/** Hides from consumers what rules drop. An update that rules fail at is hidden from nobody. */
export function createDropGate(routing: Routing, registry: Registry, logger: Logger): UpdateGate {
  return {
    of(botId) {
      const namesOf = routing.hiddenFrom(botId);
      if (namesOf === undefined) return undefined;
      return (update) => {
        try {
          return [...namesOf(update)].flatMap((name) => registry.consumerByName(botId, name)?.id ?? []);
        } catch (error) {
          logger.error("cannot apply drop rules to an update, delivering it to everyone", {
            bot: botId,
            error,
          });
          return [];
        }
      };
    },
  };
}
