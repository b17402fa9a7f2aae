import type { AuditFilter } from "../account/account_store.ts";
import type { SqlValue } from "./driver.ts";

/** A WHERE clause, empty where everything is wanted, and its parameters. */
interface AuditConditions {
  readonly where: string;
  readonly values: readonly SqlValue[];
}

/** Which rows of the audit log a filter lets through. */
export function auditConditionsOf(filter: AuditFilter): AuditConditions {
  const all: [string, SqlValue | undefined][] = [
    ["id < ?", filter.before],
    ["actor_kind = ?", filter.actorKind],
    ["actor_id = ?", filter.actorId],
    ["action = ?", filter.action],
    ["bot_id = ?", filter.botId],
    ["at >= ?", filter.sinceMs],
    ["at <= ?", filter.untilMs],
  ];
  const conditions: [string, readonly SqlValue[]][] = all.flatMap(([condition, value]) =>
    value === undefined ? [] : [[condition, [value]]]
  );
  // The number stands in the text: the index of what was refused is used only then.
  if (filter.isDone !== undefined) conditions.push([filter.isDone ? "status < 400" : "status >= 400", []]);
  return {
    where: conditions.length === 0 ? "" : `WHERE ${conditions.map(([condition]) => condition).join(" AND ")}`,
    values: conditions.flatMap(([, values]) => values),
  };
}
