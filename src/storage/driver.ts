/** A value of a row or a parameter. Integers up to 2^53 come back as numbers, blobs as bytes. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A prepared statement; parameters are positional (`?`). */
export interface SqlStatement {
  all(...parameters: SqlValue[]): SqlRow[];
  get(...parameters: SqlValue[]): SqlRow | undefined;
  run(...parameters: SqlValue[]): { readonly changes: number; readonly lastInsertId: number };
}

/** One open SQLite database. Synchronous, as both runtimes' drivers are. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  /** Runs `work` between BEGIN IMMEDIATE and COMMIT; rolls back and rethrows when it throws. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Opens the database at `path`, creating it if needed. */
export type OpenDatabase = (path: string) => SqlDatabase;
