import type { SqlRow, SqlValue } from "../driver.ts";

/** Runs statements. Parameters are positional and written `?`, as in SQLite's statements. */
export interface SqlRunner {
  all(text: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
  get(text: string, values?: readonly SqlValue[]): Promise<SqlRow | undefined>;
  /** Resolves with the number of rows that were added, changed or removed. */
  run(text: string, values?: readonly SqlValue[]): Promise<number>;
}

/** What transactions change: those of one area run one after another, on all nodes together. */
export type Area =
  | "registry"
  | "accounts"
  | "api-keys"
  | "idempotency"
  | "routing"
  | "journal"
  | "push"
  | "archive";

/**
 * A PostgreSQL database: pooled connections that are made anew when they break. Everything it does rejects with
 * {@linkcode StorageError} while the database cannot be reached or refuses.
 */
export interface PostgresDatabase extends SqlRunner, AsyncDisposable {
  /** Names the database in errors, without user and password. */
  readonly label: string;
  /**
   * Runs `work` as one transaction, alone in its area. It is durable when it resolves, and rolled back when `work`
   * throws. `work` may run more than once: when the server had to end it for another one.
   */
  transaction<T>(area: Area, work: (sql: SqlRunner) => Promise<T>): Promise<T>;
  /** Runs `work` on a snapshot: all of its statements see the same state. */
  snapshot<T>(work: (sql: SqlRunner) => Promise<T>): Promise<T>;
}

/** Texts with `?` and the same with `$1`, `$2` …; as many as there are statements in the code. */
const numbered = new Map<string, string>();

/** Numbers the parameters of a statement. No statement holds a `?` that is none. */
export function numberParameters(text: string): string {
  let result = numbered.get(text);
  if (result === undefined) {
    let count = 0;
    numbered.set(text, result = text.replaceAll("?", () => `$${++count}`));
  }
  return result;
}
