import { usageError } from "../base/errors.ts";
import type { Rule } from "../routing/rule.ts";
import { parseRule } from "../routing/parse_rule.ts";
import { RuleError } from "../routing/rule_faults.ts";
import { type JsonPath, toPathText } from "./file_fault.ts";

/**
 * The rules of a bot in a file.
 *
 * @param label path of the file, for errors
 * @param path where in the file they stand
 * @throws {UsageError} when a rule cannot be used, or its name occurs twice.
 */
export function toDeclaredRules(rules: readonly unknown[], label: string, path: JsonPath): Rule[] {
  const names = new Set<string>();
  return rules.map((value, index) => {
    const rule = readRule(value, label, [...path, index]);
    if (names.has(rule.name)) {
      throw usageError("rule_declared_twice", { file: label, place: toPathText([...path, index]) });
    }
    names.add(rule.name);
    return rule;
  });
}

function readRule(value: unknown, label: string, path: JsonPath): Rule {
  try {
    return parseRule(value);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw usageError("setting_field_invalid", {
      file: label,
      place: toPathText([...path, ...error.path]),
      wrong: error.fault,
    });
  }
}
