import type { TSchema } from "typebox";
import Value from "typebox/value";
import { asArray, asRecord } from "../base/json_value.ts";
import { boundsDetail, isWithinBounds } from "./condition.ts";
import { actionSchemas, Rule } from "./rule.ts";
import { checkRule, RuleError, type RuleFault } from "./rule_faults.ts";

/**
 * Reads a rule that somebody wrote.
 *
 * @throws {RuleError} when it cannot be used.
 */
export function parseRule(value: unknown): Rule {
  const fault = findBoundsFault(value) ?? findShapeFault(value);
  if (fault !== undefined) throw new RuleError(fault);
  const rule = value as Rule; // No fault was found in its shape.
  checkRule(rule);
  return rule;
}

/** Conditions hold each other: what is too deep must not be looked at by the schema. */
function findBoundsFault(value: unknown): RuleFault | undefined {
  const rule = asRecord(value);
  if (!isWithinBounds(rule?.when)) return { path: ["when"], detail: boundsDetail };
  for (const [index, action] of asArray(rule?.actions).entries()) {
    for (const [place, target] of asArray(asRecord(action)?.to).entries()) {
      if (!isWithinBounds(asRecord(target)?.when)) {
        return { path: ["actions", index, "to", place, "when"], detail: boundsDetail };
      }
    }
  }
  return undefined;
}

function findShapeFault(value: unknown): RuleFault | undefined {
  if (Value.Check(Rule, value)) return undefined;
  // An action is told by what it does; of all that it might have been, the schema would say too much.
  for (const [index, action] of asArray(asRecord(value)?.actions).entries()) {
    const kind = asRecord(action)?.do;
    const schema = typeof kind === "string" ? actionSchemas.get(kind) : undefined;
    if (schema === undefined) {
      const detail = `must be one of ${[...actionSchemas.keys()].join(", ")}`;
      return { path: ["actions", index, "do"], detail };
    }
    const fault = findFault(schema, action);
    if (fault !== undefined) return { ...fault, path: ["actions", index, ...fault.path] };
  }
  return findFault(Rule, value) ?? { path: [], detail: "cannot be understood" };
}

/** The first fault, in words that never repeat the value. */
function findFault(schema: TSchema, value: unknown): RuleFault | undefined {
  if (Value.Check(schema, value)) return undefined;
  const errors = [...Value.Errors(schema, value)];
  const unknown = errors.find(({ keyword }) => keyword === "boolean");
  if (unknown !== undefined) return { path: toPath(unknown.instancePath), detail: "is not known here" };
  const [first] = errors;
  if (first === undefined) return { path: [], detail: "cannot be understood" };
  const path = toPath(first.instancePath);
  if ("requiredProperties" in first.params) {
    return { path: [...path, String(asArray(first.params.requiredProperties)[0])], detail: "is missing" };
  }
  return { path, detail: first.message };
}

function toPath(pointer: string): (string | number)[] {
  return pointer.split("/").slice(1).map((step) => /^\d+$/.test(step) ? Number(step) : step);
}
