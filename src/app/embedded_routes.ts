/** Rules of routing for programs that BotMux is embedded in. They are read as if they stood in a file. */
import { applyDeclaredRoutes } from "../routing/declared_routes.ts";
import { parseRule } from "../routing/parse_rule.ts";
import type { Routes } from "../routing/routes.ts";

/** The rules of one bot, in their order. */
export interface EmbeddedRules {
  /** The bot whose updates they are about. */
  readonly botId: number;
  /** Each as an entry of `routes` in `botmux.json`; `botmux config schema` describes it. */
  readonly rules: readonly object[];
}

/** A rule that is kept. */
export interface EmbeddedRoute {
  readonly id: number;
  readonly botId: number;
  /** Whether it was declared when BotMux was opened. */
  readonly isDeclared: boolean;
  readonly rule: { readonly name: string };
}

/** The rules of all bots. Changes take effect at once. */
export interface EmbeddedRoutes {
  /** The rules of a bot, in their order. */
  of(botId: number): readonly EmbeddedRoute[];
  /**
   * Adds a rule behind the others of its bot.
   *
   * @throws {RuleError} when it cannot be used.
   * @throws {UsageError} when its name is taken, there are too many, or the bot is gone.
   */
  add(botId: number, rule: object): Promise<EmbeddedRoute>;
  /**
   * Puts a rule in the place of another one.
   *
   * @throws {RuleError} when it cannot be used.
   * @throws {UsageError} when the other one is gone, or the name is taken.
   */
  replace(routeId: number, rule: object): Promise<EmbeddedRoute>;
  /**
   * Removes a rule; answers to what it carried still find their way.
   *
   * @throws {UsageError} when it is gone.
   */
  remove(routeId: number): Promise<void>;
  /**
   * Puts rules of a bot into another order; those that are not named stay where they are.
   *
   * @throws {UsageError} when one of them is not of this bot, or is named twice.
   */
  reorder(botId: number, routeIds: readonly number[]): Promise<void>;
}

/** The rules as an embedding program sees them. */
export function createEmbeddedRoutes(routes: Routes): EmbeddedRoutes {
  return {
    of: (botId) => routes.of(botId),
    add: async (botId, rule) => await routes.add(botId, parseRule(rule)),
    replace: async (routeId, rule) => {
      const parsed = parseRule(rule);
      return await routes.change(routeId, () => parsed);
    },
    remove: (routeId) => routes.remove(routeId),
    reorder: (botId, routeIds) => routes.reorder(botId, routeIds),
  };
}

/**
 * Makes the rules of bots be what a program declares, as a settings file does.
 *
 * @throws {RuleError} when a rule cannot be used.
 * @throws {UsageError} when a rule is about or sends by a bot that is not managed, or two have one name.
 */
export async function applyEmbeddedRules(
  routes: Routes,
  declared: readonly EmbeddedRules[],
  isManaged: (botId: number) => boolean,
): Promise<void> {
  const read = declared.map(({ botId, rules }) => ({ botId, rules: rules.map(parseRule) }));
  await applyDeclaredRoutes(routes, read, isManaged);
}
