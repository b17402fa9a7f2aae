import { type Operator, operator as operatorEntity, type Session } from "../account/account_records.ts";
import type {
  InitDataTimes,
  OperatorRefusal,
  OperatorStore,
  SessionLimits,
  SetupLinkRecord,
} from "../account/account_store.ts";
import { createRecord, type NewRecord } from "../registry/entities/entity.ts";
import { toSession } from "./account_rows.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlStatement, SqlValue } from "./driver.ts";
import type { EntityTable } from "./entity_rows.ts";
import { nextRowId } from "./next_row_id.ts";
import type { SecretCipher } from "./secret_cipher.ts";
import { operatorTable } from "./secret_tables.ts";

type NewOperator = NewRecord<typeof operatorEntity>;

/** Operators and their sessions in SQLite. */
export class SqliteOperatorStore implements OperatorStore {
  readonly #database: SqlDatabase;
  readonly #operators: EntityTable<typeof operatorEntity>;

  /**
   * @param database already migrated by `botmuxMigrations`.
   * @param cipher encrypts secrets; they are kept in the clear without one
   */
  constructor(database: SqlDatabase, cipher?: SecretCipher) {
    this.#database = database;
    this.#operators = operatorTable(cipher);
  }

  operators(after: number, limit: number): Promise<readonly Operator[]> {
    return attempt(() => this.#find("id > ? ORDER BY id LIMIT ?", after, limit));
  }

  countOperators(): Promise<number> {
    return attempt(() => this.#count());
  }

  operator(id: number): Promise<Operator | undefined> {
    return attempt(() => this.#find("id = ?", id)[0]);
  }

  operatorByName(name: string): Promise<Operator | undefined> {
    return attempt(() => this.#find("name = ?", name)[0]);
  }

  operatorByTelegramUser(userId: number): Promise<Operator | undefined> {
    return attempt(() => userId === 0 ? undefined : this.#find("telegram_user_id = ?", userId)[0]);
  }

  insertOperator(operator: NewOperator, max: number): Promise<Operator | OperatorRefusal> {
    return attempt(() =>
      this.#database.transaction(() => {
        if (this.#count() >= max) return "too-many";
        return this.#findClash(0, operator) ?? this.#insert(operator);
      })
    );
  }

  insertFirstOperator(
    operator: NewOperator,
    linkHash: string,
    nowMs: number,
  ): Promise<Operator | undefined> {
    return attempt(() =>
      this.#database.transaction(() => {
        if (this.#link(linkHash, nowMs)?.operatorId !== 0 || this.#count() > 0) return undefined;
        this.#prepare("DELETE FROM setup_links").run();
        return this.#insert(operator);
      })
    );
  }

  resetPassword(passwordHash: string, linkHash: string, nowMs: number): Promise<Operator | undefined> {
    return attempt(() =>
      this.#database.transaction(() => {
        const { operatorId = 0 } = this.#link(linkHash, nowMs) ?? {};
        const before = this.#find("id = ?", operatorId)[0];
        if (before === undefined) return undefined;
        this.#prepare("UPDATE operators SET password_hash = ? WHERE id = ?").run(passwordHash, operatorId);
        this.#deleteSessions(operatorId, 0);
        this.#prepare("DELETE FROM setup_links WHERE operator_id = ?").run(operatorId);
        return { ...before, passwordHash };
      })
    );
  }

  updateOperator(id: number, patch: Partial<Omit<Operator, "id">>): Promise<Operator | OperatorRefusal> {
    return attempt(() =>
      this.#database.transaction(() => {
        const before = this.#find("id = ?", id)[0];
        if (before === undefined) return "absent";
        const operator = { ...before, ...patch };
        if (before.role === "owner" && operator.role !== "owner" && this.#isLastOwner(id)) {
          return "last-owner";
        }
        const clash = this.#findClash(id, operator);
        if (clash !== undefined) return clash;
        this.#prepare(this.#operators.update).run(...this.#operators.values(operator, id), id);
        if (patch.passwordHash !== undefined) {
          this.#prepare("DELETE FROM setup_links WHERE operator_id = ?").run(id);
        }
        return operator;
      })
    );
  }

  takeTotpStep(id: number, step: number): Promise<boolean> {
    return attempt(() =>
      this.#prepare("UPDATE operators SET totp_step = ? WHERE id = ? AND totp_step < ?").run(step, id, step)
        .changes > 0
    );
  }

  enrolTotp(id: number, secret: string, step: number): Promise<boolean> {
    return attempt(() =>
      this.#prepare("UPDATE operators SET totp_secret = ?, totp_step = ? WHERE id = ? AND totp_step < ?")
        .run(this.#operators.value("totpSecret", secret, id), step, id, step).changes > 0
    );
  }

  takeInitData(digest: string, { expiresAtMs, nowMs }: InitDataTimes, max: number): Promise<boolean> {
    return attempt(() =>
      this.#database.transaction(() => {
        this.#prepare("DELETE FROM used_init_data WHERE expires_at < ?").run(nowMs);
        return this.#prepare(
          `INSERT INTO used_init_data (digest, expires_at)
             SELECT ?, ? WHERE (SELECT count(*) FROM used_init_data) < ? ON CONFLICT (digest) DO NOTHING`,
        ).run(digest, expiresAtMs, max).changes > 0;
      })
    );
  }

  deleteOperator(id: number): Promise<OperatorRefusal | undefined> {
    return attempt(() =>
      this.#database.transaction(() => {
        const before = this.#find("id = ?", id)[0];
        if (before === undefined) return "absent";
        if (before.role === "owner" && this.#isLastOwner(id)) return "last-owner";
        this.#prepare("DELETE FROM setup_links WHERE operator_id = ?").run(id);
        this.#prepare("DELETE FROM operators WHERE id = ?").run(id);
        return undefined;
      })
    );
  }

  saveSetupLink({ hash, expiresAtMs, operatorId }: SetupLinkRecord): Promise<void> {
    return attempt(() =>
      this.#database.transaction(() => {
        this.#prepare("DELETE FROM setup_links WHERE operator_id = ?").run(operatorId);
        this.#prepare("INSERT INTO setup_links (hash, expires_at, operator_id) VALUES (?, ?, ?)")
          .run(hash, expiresAtMs, operatorId);
      })
    );
  }

  setupLink(hash: string, nowMs: number): Promise<SetupLinkRecord | undefined> {
    return attempt(() => this.#link(hash, nowMs));
  }

  insertSession(session: Omit<Session, "id">, limits: SessionLimits): Promise<Session> {
    return attempt(() =>
      this.#database.transaction(() => {
        const { max, begunAfterMs, seenAfterMs } = limits;
        this.#prepare("DELETE FROM sessions WHERE added_at <= ? OR last_seen_at <= ?").run(
          begunAfterMs,
          seenAfterMs,
        );
        const { lastInsertId } = this.#prepare(
          `INSERT INTO sessions (operator_id, hash, address, user_agent, added_at, last_seen_at)
           VALUES (?, ?, ?, ?, ?, ?)`,
        ).run(
          session.operatorId,
          session.hash,
          session.address,
          session.userAgent,
          session.addedAtMs,
          session.lastSeenAtMs,
        );
        this.#prepare(
          `DELETE FROM sessions WHERE operator_id = ? AND id NOT IN
             (SELECT id FROM sessions WHERE operator_id = ? ORDER BY id DESC LIMIT ?)`,
        ).run(session.operatorId, session.operatorId, max);
        return { ...session, id: lastInsertId };
      })
    );
  }

  sessionByHash(hash: string): Promise<Session | undefined> {
    return attempt(() => this.#prepare("SELECT * FROM sessions WHERE hash = ?").all(hash).map(toSession)[0]);
  }

  sessionsOf(operatorId: number): Promise<readonly Session[]> {
    return attempt(() =>
      this.#prepare("SELECT * FROM sessions WHERE operator_id = ? ORDER BY id DESC").all(operatorId).map(
        toSession,
      )
    );
  }

  noteSessionSeen(id: number, lastSeenAtMs: number): Promise<void> {
    return attempt(() => {
      this.#prepare("UPDATE sessions SET last_seen_at = ? WHERE id = ?").run(lastSeenAtMs, id);
    });
  }

  deleteSession(id: number, operatorId: number): Promise<boolean> {
    return attempt(() =>
      this.#prepare("DELETE FROM sessions WHERE id = ? AND operator_id = ?").run(id, operatorId).changes > 0
    );
  }

  deleteOtherSessions(operatorId: number, keptId: number): Promise<void> {
    return attempt(() => this.#database.transaction(() => this.#deleteSessions(operatorId, keptId)));
  }

  #deleteSessions(operatorId: number, keptId: number): void {
    this.#prepare("DELETE FROM sessions WHERE operator_id = ? AND id <> ?").run(operatorId, keptId);
    this.#prepare("DELETE FROM devices WHERE operator_id = ?").run(operatorId);
  }

  #insert(operator: NewOperator): Operator {
    const id = nextRowId(this.#database, "operators");
    this.#prepare(this.#operators.insert("", ["id"])).run(...this.#operators.values(operator, id), id);
    return createRecord(operatorEntity, { ...operator, id });
  }

  #link(hash: string, nowMs: number): SetupLinkRecord | undefined {
    const row = this.#prepare("SELECT * FROM setup_links WHERE hash = ? AND expires_at > ?").get(hash, nowMs);
    if (row === undefined) return undefined;
    return { hash, expiresAtMs: Number(row.expires_at), operatorId: Number(row.operator_id) };
  }

  #findClash(
    id: number,
    { name, telegramUserId }: Pick<NewOperator, "name" | "telegramUserId">,
  ): OperatorRefusal | undefined {
    if (this.#find("name = ? AND id <> ?", name, id).length > 0) return "name-taken";
    if (telegramUserId === undefined) return undefined;
    const isTaken = this.#find("telegram_user_id = ? AND id <> ?", telegramUserId, id).length > 0;
    return isTaken ? "telegram-user-taken" : undefined;
  }

  #isLastOwner(id: number): boolean {
    return this.#find("role = 'owner' AND id <> ? LIMIT 1", id).length === 0;
  }

  #count(): number {
    return Number(this.#prepare("SELECT count(*) AS count FROM operators").get()?.count);
  }

  #find(condition: string, ...values: SqlValue[]): Operator[] {
    return this.#prepare(`SELECT * FROM operators WHERE ${condition}`).all(...values).map(
      this.#operators.read,
    );
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}
