import { type CompiledRule, isMatch } from "./compiled_rules.ts";
import type { UpdateView } from "./update_view.ts";

/** Rules of a bot that apply to an update. */
interface RuleMatches {
  /** Those that matched, in their order, up to one that stops. */
  readonly matched: readonly CompiledRule[];
  /** Those a model may choose from, because none matched. */
  readonly choices: readonly CompiledRule[];
  /** Those that hold when nothing was chosen either. */
  readonly fallbacks: readonly CompiledRule[];
}

/** Runs the rules of a bot in their order. */
export function matchRules(rules: readonly CompiledRule[], view: UpdateView): RuleMatches {
  const matched = untilStop(rules.filter(isOrdinary), view);
  if (matched.length > 0) return { matched, choices: [], fallbacks: [] };
  return {
    matched,
    choices: rules.filter((rule) => rule.route.rule.intent !== undefined && isMatch(rule, view)),
    fallbacks: untilStop(rules.filter(({ route }) => route.rule.fallback === true), view),
  };
}

/** Names of the consumers that are not to see an update. */
export function hiddenFrom(rules: readonly CompiledRule[], view: UpdateView): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { route } of untilStop(rules.filter(isOrdinary), view)) {
    for (const action of route.rule.actions) {
      if (action.do === "drop") action.consumers.forEach((name) => names.add(name));
    }
  }
  return names;
}

/** Whether a rule hides anything while it is on. */
export function drops({ route: { rule } }: CompiledRule): boolean {
  return rule.enabled !== false && rule.actions.some((action) => action.do === "drop");
}

function isOrdinary({ route: { rule } }: CompiledRule): boolean {
  return rule.intent === undefined && rule.fallback !== true;
}

function untilStop(rules: readonly CompiledRule[], view: UpdateView): CompiledRule[] {
  const matched: CompiledRule[] = [];
  for (const rule of rules) {
    if (!isMatch(rule, view)) continue;
    matched.push(rule);
    if (rule.route.rule.actions.some((action) => action.do === "stop")) break;
  }
  return matched;
}
