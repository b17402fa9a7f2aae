import type { RouteStore } from "../../routing/routing_store.ts";
import type { Route } from "../../routing/rule.ts";
import { toRoute } from "../route_rows.ts";
import type { PostgresDatabase } from "./sql.ts";

/** The rules of routing in PostgreSQL. */
export class PostgresRouteStore implements RouteStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async loadRoutes(): Promise<readonly Route[]> {
    return (await this.#database.all("SELECT * FROM routes ORDER BY bot_id, place, id")).map(toRoute);
  }

  insertRoute(route: Omit<Route, "id">): Promise<Route | undefined> {
    return this.#database.transaction("registry", async (sql) => {
      const { botId, place, rule, isDeclared, addedAtMs } = route;
      // From a SELECT, so that a bot that another node removed gives no row instead of an error.
      const row = await sql.get(
        `INSERT INTO routes (place, name, rule, is_declared, added_at, bot_id)
         SELECT ?, ?, ?, ?, ?, id FROM bots WHERE id = ? ON CONFLICT (bot_id, name) DO NOTHING RETURNING id`,
        [place, rule.name, JSON.stringify(rule), isDeclared ? 1 : 0, addedAtMs, botId],
      );
      return row && { ...route, id: Number(row.id) };
    });
  }

  saveRoutes(routes: readonly Route[]): Promise<void> {
    return this.#database.transaction("registry", async (sql) => {
      for (const { id, place, rule, isDeclared } of routes) {
        await sql.run("UPDATE routes SET place = ?, name = ?, rule = ?, is_declared = ? WHERE id = ?", [
          place,
          rule.name,
          JSON.stringify(rule),
          isDeclared ? 1 : 0,
          id,
        ]);
      }
    });
  }

  deleteRoute(routeId: number): Promise<void> {
    return this.#database.transaction("registry", async (sql) => {
      await sql.run("DELETE FROM routes WHERE id = ?", [routeId]);
      await sql.run(
        `DELETE FROM route_jobs WHERE route_id = ?
         AND ((task::json ->> 'action')::bigint >= 0 OR task::json ->> 'do' = 'answer')`,
        [routeId],
      );
    });
  }
}
