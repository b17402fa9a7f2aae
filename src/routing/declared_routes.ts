import { usageError } from "../base/errors.ts";
import { type Rule, targetBots } from "./rule.ts";
import type { Routes } from "./routes.ts";

/** The rules of a bot as the owner's settings describe them, in their order. */
export interface DeclaredRules {
  readonly botId: number;
  readonly rules: readonly Rule[];
}

/**
 * Makes the rules of bots be what was declared: those that are missing are added, others of the same name are changed.
 * Nothing is ever removed; a rule that is declared no longer stays, as one of the owner's own.
 *
 * @throws {UsageError} when a declaration cannot be followed, such as one that sends by a bot that is not managed.
 */
export async function applyDeclaredRoutes(
  routes: Routes,
  declared: readonly DeclaredRules[],
  isManaged: (botId: number) => boolean,
): Promise<void> {
  for (const { botId, rules } of declared) {
    checkNames(botId, rules);
    const ids: number[] = [];
    for (const rule of rules) {
      checkTargets(botId, rule, isManaged);
      const known = routes.of(botId).find((route) => route.rule.name === rule.name);
      const route = known === undefined
        ? await routes.add(botId, rule, true)
        : await routes.change(known.id, () => rule, true);
      ids.push(route.id);
    }
    for (const { id, isDeclared } of routes.of(botId)) {
      if (isDeclared && !ids.includes(id)) await routes.change(id, (rule) => rule, false);
    }
    if (ids.length > 0) await routes.reorder(botId, ids);
  }
}

function checkNames(botId: number, rules: readonly Rule[]): void {
  const seen = new Set<string>();
  for (const { name } of rules) {
    if (seen.has(name)) {
      throw usageError("rule_name_repeated", { bot: botId, name });
    }
    seen.add(name);
  }
}

function checkTargets(botId: number, rule: Rule, isManaged: (botId: number) => boolean): void {
  const stranger = targetBots({ botId, rule }).find((bot) => !isManaged(bot));
  if (stranger === undefined) return;
  throw usageError("rule_bot_unknown", { name: rule.name, bot: botId, other: stranger });
}
