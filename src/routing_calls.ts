/** How routing acts as a bot: through the same door as its programs. */
import type { ActingCaller } from "./tgapi/acting_calls.ts";
import type { BotApiDoor } from "./tgapi/door.ts";
import { isUncertain } from "./tgapi/upstream_failure.ts";
import type { BotCallPort } from "./routing/bot_calls.ts";

/** Calls methods for routing; `callerOf` gives `undefined` for a bot that is gone. */
export function createRoutingCalls(
  callerOf: (botId: number) => ActingCaller | undefined,
  door: () => BotApiDoor,
): BotCallPort {
  return {
    async call(bot, method, body, signal) {
      const caller = callerOf(bot);
      if (caller === undefined) return undefined;
      const answer = await door().call(caller, method, body, signal);
      return answer.ok ? answer : { ...answer, isUncertain: isUncertain(answer.error) };
    },
    download(bot, path, signal) {
      const caller = callerOf(bot);
      return caller && door().download(caller, path, signal);
    },
  };
}
