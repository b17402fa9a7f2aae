import type { Condition } from "../../src/routing/condition.ts";
import { parseRule } from "../../src/routing/parse_rule.ts";

/** Reads the condition of a rule, as a file holds it. */
export function parseCondition(when: unknown): Condition {
  return parseRule({ name: "test", when, actions: [{ do: "stop" }] }).when ?? {};
}
