import Value from "typebox/value";
import { OperationalError } from "../base/errors.ts";
import { fault } from "../faults/fault.ts";
import { type Route, Rule } from "../routing/rule.ts";
import type { SqlRow } from "./driver.ts";

/** A rule with its place, from its row. */
export function toRoute(row: SqlRow): Route {
  return {
    id: Number(row.id),
    botId: Number(row.bot_id),
    place: Number(row.place),
    rule: toRule(row),
    isDeclared: row.is_declared === 1,
    addedAtMs: Number(row.added_at),
  };
}

function toRule({ id, rule: text }: SqlRow): Rule {
  let rule: unknown;
  try {
    rule = JSON.parse(String(text));
  } catch (cause) {
    throw damaged(id, cause);
  }
  if (!Value.Check(Rule, rule)) throw damaged(id);
  return rule;
}

function damaged(id: unknown, cause?: unknown): OperationalError {
  return new OperationalError(fault("row_damaged", { column: "rule", owner: `route ${id}` }), { cause });
}
