import { type ConditionPath, findConditionFault } from "./condition.ts";
import type { Action, Rule } from "./rule.ts";
import { parseTemplate, TemplateError } from "./template.ts";

/** What cannot be used in a rule. */
export interface RuleFault {
  /** A way into the rule: names of members and indices of items. */
  readonly path: ConditionPath;
  /** What is wrong, for the one who wrote it. */
  readonly detail: string;
}

/** Thrown for a rule that cannot be used. */
export class RuleError extends Error {
  override readonly name = "RuleError";
  /** Where in the rule the fault is. */
  readonly path: ConditionPath;
  readonly detail: string;

  constructor({ path, detail }: RuleFault) {
    super(`Cannot use this rule: ${path.length === 0 ? "" : `${path.join(".")}: `}${detail}`);
    this.path = path;
    this.detail = detail;
  }
}

/** @throws {RuleError} when a rule that the schema has accepted cannot be used. */
export function checkRule(rule: Rule): void {
  const fault = findRuleFault(rule);
  if (fault !== undefined) throw new RuleError(fault);
}

/** What the schema cannot see: the first fault of a rule that it has accepted, if any. */
function findRuleFault(rule: Rule): RuleFault | undefined {
  const inCondition = rule.when && findConditionFault(rule.when);
  if (inCondition !== undefined) return { ...inCondition, path: ["when", ...inCondition.path] };
  if (rule.intent !== undefined && rule.fallback === true) {
    return { path: ["fallback"], detail: "a rule with `intent` is chosen by the model, not as a fallback" };
  }
  for (const [index, action] of rule.actions.entries()) {
    const fault = findActionFault(action, rule);
    if (fault !== undefined) return { ...fault, path: ["actions", index, ...fault.path] };
  }
  return undefined;
}

function findActionFault(action: Action, { intent, fallback }: Rule): RuleFault | undefined {
  if (action.do === "drop" && (intent !== undefined || fallback === true)) {
    // Consumers see an update the moment it is kept; there is no time to ask other rules, let alone a model.
    return { path: ["do"], detail: "`drop` is for rules that have neither `intent` nor `fallback`" };
  }
  if ("text" in action) {
    const detail = findTemplateFault(action.text);
    if (detail !== undefined) return { path: ["text"], detail };
  }
  if (!("to" in action)) return undefined;
  for (const [index, { when }] of action.to.entries()) {
    const fault = when && findConditionFault(when);
    if (fault !== undefined) return { ...fault, path: ["to", index, "when", ...fault.path] };
  }
  return undefined;
}

function findTemplateFault(text: string): string | undefined {
  try {
    parseTemplate(text);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}
