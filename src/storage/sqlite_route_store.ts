import { fault } from "../faults/fault.ts";
import Value from "typebox/value";
import { OperationalError } from "../base/errors.ts";
import { type Route, Rule } from "../routing/rule.ts";
import type { RouteStore } from "../routing/routing_store.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlRow, SqlStatement } from "./driver.ts";

/** The rules of routing in SQLite. */
export class SqliteRouteStore implements RouteStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  loadRoutes(): Promise<readonly Route[]> {
    return attempt(() => this.#prepare("SELECT * FROM routes ORDER BY bot_id, place, id").all().map(toRoute));
  }

  insertRoute(route: Omit<Route, "id">): Promise<Route | undefined> {
    return attempt(() => {
      const { botId, place, rule, isDeclared, addedAtMs } = route;
      // From a SELECT, so that a bot that another process removed gives no row instead of an error.
      const { changes, lastInsertId } = this.#prepare(
        `INSERT INTO routes (place, name, rule, is_declared, added_at, bot_id)
         SELECT ?, ?, ?, ?, ?, id FROM bots WHERE id = ? ON CONFLICT (bot_id, name) DO NOTHING`,
      ).run(place, rule.name, JSON.stringify(rule), isDeclared ? 1 : 0, addedAtMs, botId);
      return changes === 0 ? undefined : { ...route, id: lastInsertId };
    });
  }

  saveRoutes(routes: readonly Route[]): Promise<void> {
    return attempt(() =>
      this.#database.transaction(() => {
        for (const { id, place, rule, isDeclared } of routes) {
          this.#prepare("UPDATE routes SET place = ?, name = ?, rule = ?, is_declared = ? WHERE id = ?")
            .run(place, rule.name, JSON.stringify(rule), isDeclared ? 1 : 0, id);
        }
      })
    );
  }

  deleteRoute(routeId: number): Promise<void> {
    return attempt(() =>
      this.#database.transaction(() => {
        this.#prepare("DELETE FROM routes WHERE id = ?").run(routeId);
        this.#prepare(
          `DELETE FROM route_jobs WHERE route_id = ?
           AND (json_extract(task, '$.action') >= 0 OR json_extract(task, '$.do') = 'answer')`,
        ).run(routeId);
      })
    );
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}

function toRoute(row: SqlRow): Route {
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
