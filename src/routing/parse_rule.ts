import type { TSchema } from "typebox";
import Value from "typebox/value";
import { asArray, asRecord } from "../base/json_value.ts";
import { findSchemaFaults } from "../base/schema_fault.ts";
import { fault } from "../faults/fault.ts";
import { boundsFault, isWithinBounds } from "./condition.ts";
import { actionSchemas, Rule } from "./rule.ts";
import { checkRule, RuleError, type RuleFault } from "./rule_faults.ts";

/**
 * Reads a rule that somebody wrote.
 *
 * @throws {RuleError} when it cannot be used.
 */
export function parseRule(value: unknown): Rule {
  const found = findBoundsFault(value) ?? findShapeFault(value);
  if (found !== undefined) throw new RuleError(found);
  const rule = value as Rule; // No fault was found in its shape.
  checkRule(rule);
  return rule;
}

/** Conditions hold each other: what is too deep must not be looked at by the schema. */
function findBoundsFault(value: unknown): RuleFault | undefined {
  const rule = asRecord(value);
  if (!isWithinBounds(rule?.when)) return { path: ["when"], fault: boundsFault };
  for (const [index, action] of asArray(rule?.actions).entries()) {
    for (const [place, target] of asArray(asRecord(action)?.to).entries()) {
      if (!isWithinBounds(asRecord(target)?.when)) {
        return { path: ["actions", index, "to", place, "when"], fault: boundsFault };
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
      const values = [...actionSchemas.keys()].join(", ");
      return { path: ["actions", index, "do"], fault: fault("field_not_one_of", { values }) };
    }
    const found = findFault(schema, action);
    if (found !== undefined) return { ...found, path: ["actions", index, ...found.path] };
  }
  return findFault(Rule, value) ?? { path: [], fault: fault("field_not_understood") };
}

/** What is not known says more than what is missing: it may be the same member, mistyped. */
function findFault(schema: TSchema, value: unknown): RuleFault | undefined {
  const faults = [...findSchemaFaults(schema, value)];
  const found = faults.find(({ fault }) => fault.code === "field_unknown") ?? faults[0];
  return found && { path: toPath(found.pointer), fault: found.fault };
}

function toPath(pointer: string): (string | number)[] {
  return pointer.split("/").slice(1).map((step) => /^\d+$/.test(step) ? Number(step) : step);
}
