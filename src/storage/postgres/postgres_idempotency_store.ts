import type { IdempotencyStore, KeyedOutcome, KeyedRequest } from "../../account/idempotency_store.ts";
import type { PostgresDatabase } from "./sql.ts";

/** Requests with keys, in PostgreSQL. */
export class PostgresIdempotencyStore implements IdempotencyStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  begin(request: KeyedRequest, oldestMs: number, max: number): Promise<"begun" | "full" | KeyedOutcome> {
    return this.#database.transaction("idempotency", async (sql) => {
      const { owner, key, begunAtMs } = request;
      await sql.run("DELETE FROM idempotency_keys WHERE begun_at < ?", [oldestMs]);
      const row = await sql.get(
        "SELECT fingerprint, answer FROM idempotency_keys WHERE owner = ? AND key = ?",
        [owner, key],
      );
      if (row !== undefined) return { fingerprint: String(row.fingerprint), answer: String(row.answer) };
      const { count } = await sql.get("SELECT count(*) AS count FROM idempotency_keys") ?? {};
      if (Number(count) >= max) return "full";
      await sql.run(
        "INSERT INTO idempotency_keys (owner, key, fingerprint, answer, begun_at) VALUES (?, ?, '', '', ?)",
        [owner, key, begunAtMs],
      );
      return "begun";
    });
  }

  async end(owner: string, key: string, { fingerprint, answer }: KeyedOutcome): Promise<void> {
    await this.#database.run(
      "UPDATE idempotency_keys SET fingerprint = ?, answer = ? WHERE owner = ? AND key = ?",
      [fingerprint, answer, owner, key],
    );
  }

  async forget(owner: string, key: string): Promise<void> {
    await this.#database.run("DELETE FROM idempotency_keys WHERE owner = ? AND key = ?", [owner, key]);
  }
}
