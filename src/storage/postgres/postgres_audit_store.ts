import type { AuditEntry } from "../../account/account_records.ts";
import type { AuditFilter, AuditStore } from "../../account/account_store.ts";
import { toAuditEntry } from "../account_rows.ts";
import { auditConditionsOf } from "../audit_conditions.ts";
import type { PostgresDatabase } from "./sql.ts";

/** The audit log in PostgreSQL. */
export class PostgresAuditStore implements AuditStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async appendAudit(entry: Omit<AuditEntry, "id">): Promise<number> {
    const { atMs, actor, action, target, botId, address, status } = entry;
    const row = await this.#database.get(
      `INSERT INTO audit (at, actor_kind, actor_id, actor_name, action, target, bot_id, address, status)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      [atMs, actor.kind, actor.id, actor.name, action, target, botId, address, status],
    );
    return Number(row?.id);
  }

  async audit(filter: AuditFilter, limit: number): Promise<readonly AuditEntry[]> {
    const { where, values } = auditConditionsOf(filter);
    const rows = await this.#database.all(`SELECT * FROM audit ${where} ORDER BY id DESC LIMIT ?`, [
      ...values,
      limit,
    ]);
    return rows.map(toAuditEntry);
  }

  async pruneAudit(olderThanMs: number, max: number, maxOfAgents: number): Promise<void> {
    await this.#database.run(
      "DELETE FROM audit WHERE at < ? OR id <= (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET ?)",
      [olderThanMs, max],
    );
    await this.#database.run(
      `DELETE FROM audit WHERE actor_kind = 'access-token' AND id <= (
         SELECT id FROM audit WHERE actor_kind = 'access-token' ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      [maxOfAgents],
    );
  }
}
