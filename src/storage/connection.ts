import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from "./driver.ts";

/** A compiled statement as a runtime's driver has it. */
export interface RawStatement {
  all(...parameters: SqlValue[]): SqlRow[];
  get(...parameters: SqlValue[]): SqlRow | undefined;
  run(...parameters: SqlValue[]): { readonly changes: number; readonly lastInsertId: number };
  finalize(): void;
}

/** A connection as a runtime's driver has it. */
export interface RawConnection {
  exec(sql: string): void;
  compile(sql: string): RawStatement;
  inTransaction(): boolean;
  close(): void;
}

/** Maximum compiled statements a connection keeps; the oldest goes first and is compiled again when needed. */
const maxStatements = 256;

/** What a connection tells its owner, and asks. */
interface ConnectionEvents {
  /** Gives what is thrown instead of what the driver threw. */
  readonly explain: (error: unknown) => unknown;
  readonly onCommit?: (() => void) | undefined;
}

/** What both drivers share: cached statements and transactions. */
export class Connection implements SqlDatabase {
  readonly #raw: RawConnection;
  readonly #events: ConnectionEvents;
  readonly #compiled = new Map<string, RawStatement>();

  constructor(raw: RawConnection, events: ConnectionEvents) {
    this.#raw = raw;
    this.#events = events;
  }

  exec(sql: string): void {
    this.#attempt(() => this.#raw.exec(sql));
  }

  prepare(sql: string): SqlStatement {
    // Compiled now, so that a mistake shows here and not at the first use.
    this.#attempt(() => this.#compile(sql));
    return {
      all: (...parameters) => this.#attempt(() => this.#compile(sql).all(...parameters)),
      get: (...parameters) => this.#attempt(() => this.#compile(sql).get(...parameters)),
      run: (...parameters) => this.#attempt(() => this.#compile(sql).run(...parameters)),
    };
  }

  transaction<T>(work: () => T): T {
    this.#attempt(() => this.#compile("BEGIN IMMEDIATE").run());
    try {
      const result = work();
      this.#attempt(() => this.#compile("COMMIT").run());
      this.#events.onCommit?.();
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some errors, a full disk among them.
      if (this.#raw.inTransaction()) this.#attempt(() => this.#compile("ROLLBACK").run());
      throw error;
    }
  }

  inTransaction(): boolean {
    return this.#raw.inTransaction();
  }

  close(): void {
    // A statement left open would keep the file's locks until it is collected.
    for (const statement of this.#compiled.values()) statement.finalize();
    this.#compiled.clear();
    this.#raw.close();
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#events.explain(error);
    }
  }

  #compile(sql: string): RawStatement {
    const known = this.#compiled.get(sql);
    if (known !== undefined) return known;
    const statement = this.#raw.compile(sql);
    if (this.#compiled.size >= maxStatements) this.#forgetOldest();
    this.#compiled.set(sql, statement);
    return statement;
  }

  #forgetOldest(): void {
    for (const [sql, statement] of this.#compiled) {
      this.#compiled.delete(sql);
      statement.finalize();
      return;
    }
  }
}
