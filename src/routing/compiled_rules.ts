import { isKnownKind } from "../telegram/update_kinds.ts";
import type { Condition } from "./condition.ts";
import { createMatcher, type Matcher } from "./matcher.ts";
import type { Action, Route, Target } from "./model.ts";
import { parseTemplate, type Template } from "./template.ts";
import type { UpdateView } from "./update_view.ts";

/** A target, made ready. */
export interface CompiledTarget {
  readonly bot: number;
  readonly chat: number;
  readonly topic: Target["topic"];
  readonly when: Matcher | undefined;
}

/** An action, made ready. */
export interface CompiledAction {
  readonly action: Action;
  readonly targets: readonly CompiledTarget[];
  /** Of a text or an answer. */
  readonly template: Template | undefined;
}

/** A rule, made ready to be asked. */
export interface CompiledRule {
  readonly route: Route;
  readonly when: Matcher | undefined;
  readonly actions: readonly CompiledAction[];
  /** Whether it asks for kinds of update by name; if not, it is about new messages. */
  readonly namesKinds: boolean;
}

/** Kinds that a rule is about which names none. */
const usualKinds: ReadonlySet<string> = new Set(["message", "channel_post"]);

/** Makes a rule ready; it must have been accepted by `checkRule`. */
export function compileRule(route: Route): CompiledRule {
  const { botId, rule } = route;
  return {
    route,
    when: rule.when && createMatcher(rule.when),
    actions: rule.actions.map((action) => ({
      action,
      targets: "to" in action ? action.to.map((target) => compileTarget(target, botId)) : [],
      template: "text" in action ? parseTemplate(action.text) : undefined,
    })),
    namesKinds: rule.when !== undefined && namesKinds(rule.when),
  };
}

/** Whether a rule is on and its condition holds. */
export function isMatch({ route, when, namesKinds }: CompiledRule, view: UpdateView): boolean {
  if (route.rule.enabled === false) return false;
  if (!namesKinds && !usualKinds.has(view.kind)) return false;
  return when?.matches(view) !== false;
}

function compileTarget({ bot, chat, topic, when }: Target, ownBot: number): CompiledTarget {
  return {
    bot: bot === undefined ? ownBot : Number(bot),
    chat: Number(chat),
    topic,
    when: when && createMatcher(when),
  };
}

function namesKinds({ updates, all = [], any = [], not }: Condition): boolean {
  return updates?.some(isKnownKind) === true || all.some(namesKinds) || any.some(namesKinds) ||
    (not !== undefined && namesKinds(not));
}
