import { type Fault, fault, type FieldFaultCode, messageOf } from "../faults/fault.ts";
import { type ConditionPath, findConditionFault } from "./condition.ts";
import type { Action, Rule } from "./rule.ts";
import { parseTemplate, TemplateError } from "./template.ts";

/** What cannot be used in a rule. */
export interface RuleFault {
  /** A way into the rule: names of members and indices of items. */
  readonly path: ConditionPath;
  readonly fault: Fault<FieldFaultCode>;
}

/** Thrown for a rule that cannot be used. */
export class RuleError extends Error {
  override readonly name = "RuleError";
  /** Where in the rule the fault is. */
  readonly path: ConditionPath;
  readonly fault: Fault<FieldFaultCode>;

  constructor({ path, fault }: RuleFault) {
    super(`Cannot use this rule: ${path.length === 0 ? "it" : path.join(".")} ${messageOf(fault)}`);
    this.path = path;
    this.fault = fault;
  }
}

/** @throws {RuleError} when a rule that the schema has accepted cannot be used. */
export function checkRule(rule: Rule): void {
  const found = findRuleFault(rule);
  if (found !== undefined) throw new RuleError(found);
}

/** What the schema cannot see: the first fault of a rule that it has accepted, if any. */
function findRuleFault(rule: Rule): RuleFault | undefined {
  const inCondition = rule.when && findConditionFault(rule.when);
  if (inCondition !== undefined) return { ...inCondition, path: ["when", ...inCondition.path] };
  if (rule.intent !== undefined && rule.fallback === true) {
    return { path: ["fallback"], fault: fault("field_fallback_with_intent") };
  }
  for (const [index, action] of rule.actions.entries()) {
    const found = findActionFault(action, rule);
    if (found !== undefined) return { ...found, path: ["actions", index, ...found.path] };
  }
  return undefined;
}

function findActionFault(action: Action, { intent, fallback }: Rule): RuleFault | undefined {
  if (action.do === "drop" && (intent !== undefined || fallback === true)) {
    // Consumers see an update the moment it is kept; there is no time to ask other rules, let alone a model.
    return { path: ["do"], fault: fault("field_drop_undecided") };
  }
  if ("text" in action) {
    const found = findTemplateFault(action.text);
    if (found !== undefined) return { path: ["text"], fault: found };
  }
  if (!("to" in action)) return undefined;
  for (const [index, { when }] of action.to.entries()) {
    const found = when && findConditionFault(when);
    if (found !== undefined) return { ...found, path: ["to", index, "when", ...found.path] };
  }
  return undefined;
}

function findTemplateFault(text: string): Fault<FieldFaultCode> | undefined {
  try {
    parseTemplate(text);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error.fault;
    throw error;
  }
}
