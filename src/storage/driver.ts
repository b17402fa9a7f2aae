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

/** How a database is used. */
export interface OpenDatabaseOptions {
  /** `FULL`: a commit survives a power cut. `NORMAL`: it survives a crash of the process. */
  readonly synchronous: "FULL" | "NORMAL";
  /** Nobody else may open it meanwhile, other processes included. */
  readonly exclusive?: boolean;
}

/** Opens the bare database at `path`, creating it if needed: what a runtime's own module does. */
export type OpenBareDatabase = (path: string) => BareDatabase;

/** The part of `bun:sqlite` and `node:sqlite` that BotMux calls. */
export interface BareDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

/** Opens a database with BotMux's settings applied. */
export type OpenDatabase = (path: string, options: OpenDatabaseOptions) => SqlDatabase;
