import type { ApiPorts } from "../../http/api/ports.ts";
import type { Registry } from "../../registry/registry.ts";
import type { UpstreamClient } from "../../upstream/client.ts";
import type { Fleet } from "../../upstream/fleet.ts";
import { lookUpBot } from "../../upstream/look_up_bot.ts";

/** Options for {@linkcode createBotLookup}. */
interface BotLookupOptions {
  readonly registry: Registry;
  readonly client: UpstreamClient;
  readonly fleet: Pick<Fleet, "tokenAccepted">;
}

/** Asks upstream who a bot is for an operator who gives its token: perhaps the one that it refused a while ago. */
export function createBotLookup({ registry, client, fleet }: BotLookupOptions): ApiPorts["lookUpBot"] {
  return async (token, signal) => {
    const found = await lookUpBot(client, token, signal);
    if (registry.bot(found.identity.id)?.token === token) fleet.tokenAccepted(found.identity.id);
    return found;
  };
}
