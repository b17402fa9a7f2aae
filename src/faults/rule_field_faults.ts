import type { FaultRow } from "./fault_row.ts";

/** What is wrong with a field of a routing rule. */
export const ruleFieldFaults = {
  field_conditions_too_large: {
    message: "must hold at most {count} conditions, nested at most {levels} levels deep",
  },
  field_patterns_too_large: {
    message: "must be simpler: all patterns together compile to more than {count} instructions",
  },
  field_fallback_with_intent: {
    message: "must be left out of a rule with `intent`, which the model chooses",
  },
  field_drop_undecided: { message: "must not be `drop` in a rule with `intent` or `fallback`" },
  field_zone_unknown: { message: "must be a time zone such as Europe/Berlin or UTC" },
  field_times_apart: { message: "must have both `from` and `to`, or neither" },
  field_times_missing: { message: "must have `from` and `to`, or `days`" },
  field_times_equal: { message: "must differ from `from`. Leave both out for the whole day" },
  field_placeholders_too_many: { message: "must have at most {count} placeholders" },
  field_placeholder_open: {
    message:
      "opens a placeholder that is never closed (character {position}). Write a literal brace as {written}",
  },
  field_placeholder_unknown: {
    message: "has the unknown placeholder {name} (character {position}). Known are {known}",
  },
  field_placeholder_mistyped: {
    message: "has the unknown placeholder {name} (character {position}). The nearest is {nearest}",
  },
  field_placeholder_entities: {
    message:
      "cannot hold placeholders beside entities, whose offsets they would move. Use parse_mode instead",
  },
  field_placeholder_zone: {
    message: "has the unknown time zone {zone} (character {position}). Write for example {written}",
  },
  field_pattern_too_large: {
    message:
      "must be simpler: it compiles to {size} instructions, more than {count}. Repeat less, or make several rules of it",
  },
  field_pattern_backtracks: { message: "must not use {part}, which can make matching slow" },
  field_pattern_nested_repeat: {
    message: "repeats a repetition with {part}. Possessive repetition is not supported",
  },
  field_pattern_repeat_count: {
    message: "has the invalid repetition {part}. At most 1,000 repetitions work, nested ones multiplied",
  },
  field_pattern_group_open: { message: "has a ( without a )" },
  field_pattern_group_close: { message: "has a ) without a (. Write \\) for the character" },
  field_pattern_class_open: { message: "has {part} without a ]. Write \\[ for the character" },
  field_pattern_nothing_repeated: {
    message: "has nothing before {part} to repeat. Write \\{sign} for the character",
  },
  field_pattern_backslash: { message: "ends with a backslash. Write \\\\ for the character" },
  field_pattern_range: { message: "has the invalid character range {part}" },
  field_pattern_escape: { message: "has the unknown escape {part}" },
  field_pattern_unsupported: { message: "uses {part}, which is not supported" },
  field_pattern_invalid: { message: "must be a pattern of RE2's syntax" },
} as const satisfies Readonly<Record<string, FaultRow>>;
