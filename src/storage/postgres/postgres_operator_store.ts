import { type Operator, operator as operatorEntity, type Session } from "../../account/account_records.ts";
import type {
  InitDataTimes,
  OperatorRefusal,
  OperatorStore,
  SessionLimits,
  SetupLinkRecord,
} from "../../account/account_store.ts";
import { createRecord, type NewRecord } from "../../registry/entities/entity.ts";
import type { SqlValue } from "../driver.ts";
import type { EntityTable } from "../entity_rows.ts";
import type { SecretCipher } from "../secret_cipher.ts";
import { operatorTable } from "../secret_tables.ts";
import { nextRowId } from "./next_row_id.ts";
import { deleteSessions, findSession, findSessions, insertSession } from "./postgres_session_rows.ts";
import type { PostgresDatabase, SqlRunner } from "./sql.ts";

type NewOperator = NewRecord<typeof operatorEntity>;

/** Operators and their sessions in PostgreSQL. */
export class PostgresOperatorStore implements OperatorStore {
  readonly #database: PostgresDatabase;
  readonly #operators: EntityTable<typeof operatorEntity>;

  /** @param cipher encrypts secrets; they are kept in the clear without one */
  constructor(database: PostgresDatabase, cipher?: SecretCipher) {
    this.#database = database;
    this.#operators = operatorTable(cipher);
  }

  operators(after: number, limit: number): Promise<readonly Operator[]> {
    return this.#find(this.#database, "id > ? ORDER BY id LIMIT ?", after, limit);
  }

  countOperators(): Promise<number> {
    return count(this.#database);
  }

  operator(id: number): Promise<Operator | undefined> {
    return this.#findOne(this.#database, "id = ?", id);
  }

  operatorByName(name: string): Promise<Operator | undefined> {
    return this.#findOne(this.#database, "name = ?", name);
  }

  async operatorByTelegramUser(userId: number): Promise<Operator | undefined> {
    return userId === 0 ? undefined : await this.#findOne(this.#database, "telegram_user_id = ?", userId);
  }

  insertOperator(operator: NewOperator, max: number): Promise<Operator | OperatorRefusal> {
    return this.#transaction(async (sql) => {
      if (await count(sql) >= max) return "too-many";
      return await this.#findClash(sql, 0, operator) ?? await this.#insert(sql, operator);
    });
  }

  insertFirstOperator(
    operator: NewOperator,
    linkHash: string,
    nowMs: number,
  ): Promise<Operator | undefined> {
    return this.#transaction(async (sql) => {
      const link = await findLink(sql, linkHash, nowMs);
      if (link?.operatorId !== 0 || await count(sql) > 0) return undefined;
      await sql.run("DELETE FROM setup_links");
      return await this.#insert(sql, operator);
    });
  }

  resetPassword(passwordHash: string, linkHash: string, nowMs: number): Promise<Operator | undefined> {
    return this.#transaction(async (sql) => {
      const { operatorId = 0 } = await findLink(sql, linkHash, nowMs) ?? {};
      const before = await this.#findOne(sql, "id = ?", operatorId);
      if (before === undefined) return undefined;
      await sql.run("UPDATE operators SET password_hash = ? WHERE id = ?", [passwordHash, operatorId]);
      await deleteSessions(sql, operatorId, 0);
      await sql.run("DELETE FROM setup_links WHERE operator_id = ?", [operatorId]);
      return { ...before, passwordHash };
    });
  }

  updateOperator(id: number, patch: Partial<Omit<Operator, "id">>): Promise<Operator | OperatorRefusal> {
    return this.#transaction(async (sql) => {
      const before = await this.#findOne(sql, "id = ?", id);
      if (before === undefined) return "absent";
      const operator = { ...before, ...patch };
      const loses = before.role === "owner" && operator.role !== "owner";
      if (loses && await this.#isLastOwner(sql, id)) return "last-owner";
      const clash = await this.#findClash(sql, id, operator);
      if (clash !== undefined) return clash;
      await sql.run(this.#operators.update, [...this.#operators.values(operator, id), id]);
      if (patch.passwordHash !== undefined) {
        await sql.run("DELETE FROM setup_links WHERE operator_id = ?", [id]);
      }
      return operator;
    });
  }

  async takeTotpStep(id: number, step: number): Promise<boolean> {
    return await this.#database.run(
      "UPDATE operators SET totp_step = ? WHERE id = ? AND totp_step < ?",
      [step, id, step],
    ) > 0;
  }

  async enrolTotp(id: number, secret: string, step: number): Promise<boolean> {
    return await this.#database.run(
      "UPDATE operators SET totp_secret = ?, totp_step = ? WHERE id = ? AND totp_step < ?",
      [this.#operators.value("totpSecret", secret, id), step, id, step],
    ) > 0;
  }

  takeInitData(digest: string, { expiresAtMs, nowMs }: InitDataTimes, max: number): Promise<boolean> {
    return this.#transaction(async (sql) => {
      await sql.run("DELETE FROM used_init_data WHERE expires_at < ?", [nowMs]);
      return await sql.run(
        `INSERT INTO used_init_data (digest, expires_at)
         SELECT ?, ? WHERE (SELECT count(*) FROM used_init_data) < ? ON CONFLICT (digest) DO NOTHING`,
        [digest, expiresAtMs, max],
      ) > 0;
    });
  }

  deleteOperator(id: number): Promise<OperatorRefusal | undefined> {
    return this.#transaction(async (sql) => {
      const before = await this.#findOne(sql, "id = ?", id);
      if (before === undefined) return "absent";
      if (before.role === "owner" && await this.#isLastOwner(sql, id)) return "last-owner";
      await sql.run("DELETE FROM setup_links WHERE operator_id = ?", [id]);
      await sql.run("DELETE FROM operators WHERE id = ?", [id]);
      return undefined;
    });
  }

  saveSetupLink({ hash, expiresAtMs, operatorId }: SetupLinkRecord): Promise<void> {
    return this.#transaction(async (sql) => {
      await sql.run("DELETE FROM setup_links WHERE operator_id = ?", [operatorId]);
      await sql.run("INSERT INTO setup_links (hash, expires_at, operator_id) VALUES (?, ?, ?)", [
        hash,
        expiresAtMs,
        operatorId,
      ]);
    });
  }

  setupLink(hash: string, nowMs: number): Promise<SetupLinkRecord | undefined> {
    return findLink(this.#database, hash, nowMs);
  }

  insertSession(session: Omit<Session, "id">, limits: SessionLimits): Promise<Session> {
    return this.#transaction((sql) => insertSession(sql, session, limits));
  }

  sessionByHash(hash: string): Promise<Session | undefined> {
    return findSession(this.#database, hash);
  }

  sessionsOf(operatorId: number): Promise<readonly Session[]> {
    return findSessions(this.#database, operatorId);
  }

  async noteSessionSeen(id: number, lastSeenAtMs: number): Promise<void> {
    await this.#database.run("UPDATE sessions SET last_seen_at = ? WHERE id = ?", [lastSeenAtMs, id]);
  }

  async deleteSession(id: number, operatorId: number): Promise<boolean> {
    const values = [id, operatorId];
    return await this.#database.run("DELETE FROM sessions WHERE id = ? AND operator_id = ?", values) > 0;
  }

  deleteOtherSessions(operatorId: number, keptId: number): Promise<void> {
    return this.#transaction((sql) => deleteSessions(sql, operatorId, keptId));
  }

  #transaction<T>(work: (sql: SqlRunner) => Promise<T>): Promise<T> {
    return this.#database.transaction("accounts", work);
  }

  async #find(sql: SqlRunner, condition: string, ...values: SqlValue[]): Promise<Operator[]> {
    const rows = await sql.all(`SELECT * FROM operators WHERE ${condition}`, values);
    return rows.map(this.#operators.read);
  }

  async #findOne(
    sql: SqlRunner,
    condition: string,
    ...values: SqlValue[]
  ): Promise<Operator | undefined> {
    return (await this.#find(sql, condition, ...values))[0];
  }

  async #insert(sql: SqlRunner, operator: NewOperator): Promise<Operator> {
    const id = await nextRowId(sql, "operators");
    await sql.run(this.#operators.insert("", ["id"]), [...this.#operators.values(operator, id), id]);
    return createRecord(operatorEntity, { ...operator, id });
  }

  async #findClash(
    sql: SqlRunner,
    id: number,
    { name, telegramUserId }: Pick<NewOperator, "name" | "telegramUserId">,
  ): Promise<OperatorRefusal | undefined> {
    if (await this.#findOne(sql, "name = ? AND id <> ?", name, id) !== undefined) return "name-taken";
    if (telegramUserId === undefined) return undefined;
    const other = await this.#findOne(sql, "telegram_user_id = ? AND id <> ?", telegramUserId, id);
    return other === undefined ? undefined : "telegram-user-taken";
  }

  async #isLastOwner(sql: SqlRunner, id: number): Promise<boolean> {
    return await this.#findOne(sql, "role = 'owner' AND id <> ? LIMIT 1", id) === undefined;
  }
}

async function findLink(
  sql: SqlRunner,
  hash: string,
  nowMs: number,
): Promise<SetupLinkRecord | undefined> {
  const row = await sql.get("SELECT * FROM setup_links WHERE hash = ? AND expires_at > ?", [hash, nowMs]);
  return row && { hash, expiresAtMs: Number(row.expires_at), operatorId: Number(row.operator_id) };
}

async function count(sql: SqlRunner): Promise<number> {
  return Number((await sql.get("SELECT count(*) AS count FROM operators"))?.count);
}
