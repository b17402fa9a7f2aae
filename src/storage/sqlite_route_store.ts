import type { Route } from "../routing/rule.ts";
import type { RouteStore } from "../routing/routing_store.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlStatement } from "./driver.ts";
import { toRoute } from "./route_rows.ts";

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
