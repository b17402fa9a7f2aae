import type { AuditEntry } from "../account/account_records.ts";
import type { AuditFilter, AuditStore } from "../account/account_store.ts";
import { toAuditEntry } from "./account_rows.ts";
import { attempt } from "./attempt.ts";
import { auditConditionsOf } from "./audit_conditions.ts";
import type { SqlDatabase } from "./driver.ts";

/** The audit log in SQLite. */
export class SqliteAuditStore implements AuditStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  appendAudit(
    { atMs, actor, action, target, botId, address, status }: Omit<AuditEntry, "id">,
  ): Promise<number> {
    return attempt(() =>
      this.#database.prepare(
        `INSERT INTO audit (at, actor_kind, actor_id, actor_name, action, target, bot_id, address, status)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(atMs, actor.kind, actor.id, actor.name, action, target, botId, address, status).lastInsertId
    );
  }

  audit(filter: AuditFilter, limit: number): Promise<readonly AuditEntry[]> {
    return attempt(() => {
      const { where, values } = auditConditionsOf(filter);
      return this.#database.prepare(`SELECT * FROM audit ${where} ORDER BY id DESC LIMIT ?`)
        .all(...values, limit).map(toAuditEntry);
    });
  }

  pruneAudit(olderThanMs: number, max: number, maxOfAgents: number): Promise<void> {
    return attempt(() => {
      this.#database.prepare(
        `DELETE FROM audit WHERE at < ? OR id <= (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      ).run(olderThanMs, max);
      this.#database.prepare(
        `DELETE FROM audit WHERE actor_kind = 'access-token' AND id <= (
           SELECT id FROM audit WHERE actor_kind = 'access-token' ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      ).run(maxOfAgents);
    });
  }
}
