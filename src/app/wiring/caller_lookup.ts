/** How the registry recognises the callers of the Bot API. */
import type { Clock } from "../../base/clock.ts";
import type { ChatMoves } from "../../registry/chat_moves.ts";
import type { BotDefaults, Registry } from "../../registry/registry.ts";
import type { CallerLookup } from "../../tgapi/door/ports.ts";
import { AutoRegister } from "../../upstream/auto_register.ts";
import type { UpstreamClient } from "../../upstream/client.ts";

/** What recognises callers. */
interface CallerLookupOptions {
  readonly registry: Registry;
  readonly chatMoves: ChatMoves;
  readonly client: UpstreamClient;
  /** What a bot begins with that is added when a program first calls with its token; `undefined`: none is added. */
  readonly defaults: BotDefaults | undefined;
  /** Resolves when a bot that was just added is open. */
  readonly settled: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Recognises tokens, and adds bots whose tokens upstream accepts where that is wanted. */
export function createCallerLookup(options: CallerLookupOptions): CallerLookup {
  const { registry, chatMoves, client, defaults, settled, signal, clock } = options;
  const trials = defaults && new AutoRegister({
    client,
    clock,
    signal,
    add: async (token) => {
      await registry.addBot(token, { ...defaults, addedBy: "auto-register" });
      await settled();
    },
  });
  const find = (token: string, consumerName?: string) => {
    const caller = registry.findCaller(token, consumerName);
    if (caller === undefined) return undefined;
    const scope = chatMoves.followScope(caller.botId, caller.scope);
    return scope === caller.scope ? caller : { ...caller, scope };
  };
  return {
    find,
    async register(token) {
      return await trials?.try(token) ? find(token) : undefined;
    },
  };
}
