import { knowsBot, type Principal } from "../../account/principal.ts";
import type { NamedBot } from "../components/bot_choice.tsx";
import type { ApiPorts } from "../../http/api/ports.ts";

/** The bots that somebody has access to, by the names people know them by. */
export function namedBots({ registry }: Pick<ApiPorts, "registry">, principal: Principal): NamedBot[] {
  return registry.bots().filter(({ id }) => knowsBot(principal, id))
    .map(({ id, name, username }) => ({ id, name: name || username || String(id) }))
    .sort((left, right) => left.name.localeCompare(right.name));
}
