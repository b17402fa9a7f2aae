/** What shadow tokens are answered. */
import type { Clock } from "../../base/clock.ts";
import type { Registry } from "../../registry/registry.ts";
import { Shadow } from "../../shadow/shadow.ts";

/** Answers as the bots that the registry knows. */
export function createShadow(registry: Pick<Registry, "bot">, clock: Clock): Shadow {
  return new Shadow({
    bot(id) {
      const { name = "", username = "" } = registry.bot(id) ?? {};
      return { id, is_bot: true, first_name: name, ...username === "" ? {} : { username } };
    },
    clock,
    random: Math.random,
  });
}
