import type { StorageError } from "../base/storage_error.ts";

/** A value of a row or a parameter. Integers up to 2^53 come back as numbers, blobs as bytes. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A prepared statement; parameters are positional (`?`). */
export interface SqlStatement {
  all(...parameters: SqlValue[]): SqlRow[];
  get(...parameters: SqlValue[]): SqlRow | undefined;
  run(...parameters: SqlValue[]): { readonly changes: number; readonly lastInsertId: number };
}

/**
 * One open SQLite database. Synchronous, as both runtimes' drivers are. Everything it does throws {@linkcode StorageError}
 * when the database is damaged or its disk refuses.
 */
export interface SqlDatabase {
  exec(sql: string): void;
  /** A statement that stays valid until the database closes; the same text is compiled once. */
  prepare(sql: string): SqlStatement;
  /** Runs `work` between BEGIN IMMEDIATE and COMMIT; rolls back and rethrows when it throws. Does not nest. */
  transaction<T>(work: () => T): T;
  /** Whether a transaction is open. */
  inTransaction(): boolean;
  close(): void;
}

/** How a database is opened. */
export interface OpenDatabaseOptions {
  /** `FULL`: a commit survives a power cut. `NORMAL`: the last commits may be lost to one, never the consistency. */
  readonly synchronous: "FULL" | "NORMAL";
  /** Keeps every other process, and every other handle of this one, out for as long as it is open. */
  readonly exclusive?: boolean;
  /** Opens what is there already to read from it alone; nothing is created or set. */
  readonly isReader?: boolean;
  /** Told of every failure of the database or its disk that a statement meets, before it is thrown. */
  readonly onFailure?: ((error: StorageError) => void) | undefined;
  /** Told of every transaction that was committed. */
  readonly onCommit?: (() => void) | undefined;
}

/**
 * Opens the database at `path` in WAL mode, creating it (mode 0600) and its folder (mode 0700) if needed.
 *
 * @throws {OperationalError} when the folder cannot be written or another holds the file; {@linkcode StorageError} when
 * the file is no database, is damaged, or the disk refuses.
 */
export type OpenDatabase = (path: string, options: OpenDatabaseOptions) => SqlDatabase;
