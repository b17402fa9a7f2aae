import type { IdempotencyStore, KeyedOutcome, KeyedRequest } from "../account/idempotency_store.ts";
import { attempt } from "./attempt.ts";
import type { SqlDatabase, SqlStatement } from "./driver.ts";

/** Requests with keys, in SQLite. */
export class SqliteIdempotencyStore implements IdempotencyStore {
  readonly #database: SqlDatabase;

  /** @param database already migrated by `botmuxMigrations`. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  begin(request: KeyedRequest, oldestMs: number, max: number): Promise<"begun" | "full" | KeyedOutcome> {
    return attempt(() => this.#database.transaction(() => this.#begin(request, oldestMs, max)));
  }

  end(owner: string, key: string, { fingerprint, answer }: KeyedOutcome): Promise<void> {
    return attempt(() => {
      this.#prepare("UPDATE idempotency_keys SET fingerprint = ?, answer = ? WHERE owner = ? AND key = ?")
        .run(fingerprint, answer, owner, key);
    });
  }

  forget(owner: string, key: string): Promise<void> {
    return attempt(() => {
      this.#prepare("DELETE FROM idempotency_keys WHERE owner = ? AND key = ?").run(owner, key);
    });
  }

  #begin(
    { owner, key, begunAtMs }: KeyedRequest,
    oldestMs: number,
    max: number,
  ): "begun" | "full" | KeyedOutcome {
    this.#prepare("DELETE FROM idempotency_keys WHERE begun_at < ?").run(oldestMs);
    const row = this.#prepare("SELECT fingerprint, answer FROM idempotency_keys WHERE owner = ? AND key = ?")
      .get(owner, key);
    if (row !== undefined) return { fingerprint: String(row.fingerprint), answer: String(row.answer) };
    const { count } = this.#prepare("SELECT count(*) AS count FROM idempotency_keys").get() ?? {};
    if (Number(count) >= max) return "full";
    this.#prepare(
      "INSERT INTO idempotency_keys (owner, key, fingerprint, answer, begun_at) VALUES (?, ?, '', '', ?)",
    ).run(owner, key, begunAtMs);
    return "begun";
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}
