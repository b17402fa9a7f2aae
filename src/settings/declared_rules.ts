import { UsageError } from "../base/errors.ts";
import type { Rule } from "../routing/rule.ts";
import { parseRule } from "../routing/parse_rule.ts";
import { RuleError } from "../routing/rule_faults.ts";
import { type JsonPath, toPathText } from "./file_fault.ts";

/**
 * The rules of a bot in a file.
 *
 * @param label path of the file, for errors
 * @param path where in the file they stand
 * @throws {UsageError} when a rule cannot be used, or its name stands there twice.
 */
export function toDeclaredRules(rules: readonly unknown[], label: string, path: JsonPath): Rule[] {
  const names = new Set<string>();
  return rules.map((value, index) => {
    const rule = readRule(value, label, [...path, index]);
    if (names.has(rule.name)) {
      throw new UsageError(
        `Cannot use ${label}: ${toPathText([...path, index])} has the name of another rule; rename one`,
      );
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
    throw new UsageError(`Cannot use ${label}: ${toPathText([...path, ...error.path])} ${error.detail}`);
  }
}
