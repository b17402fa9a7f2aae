import { randomUUID } from "node:crypto";
import type { SqlDatabase } from "./driver.ts";

/** Options for {@linkcode OpenTransaction}. */
interface OpenTransactionOptions {
  /** Writes what was put off until the commit. */
  readonly beforeCommit: () => void;
  /** Told when a change failed and is undone, or when all are that were not committed. */
  readonly onUndone: (what: "change" | "all") => void;
}

/**
 * A transaction that many changes share, so that a page that several of them touch reaches the disk once. Whoever reads
 * through the same connection sees all of them; everybody else sees them after {@linkcode commit}.
 */
export class OpenTransaction {
  readonly #database: SqlDatabase;
  readonly #options: OpenTransactionOptions;
  #isOpen = false;
  #session: string = randomUUID();
  #written = 0;
  #committed = 0;

  constructor(database: SqlDatabase, options: OpenTransactionOptions) {
    this.#database = database;
    this.#options = options;
  }

  /** Another one whenever changes that were not committed are lost. */
  get session(): string {
    return this.#session;
  }

  /** Number of the last change. */
  get written(): number {
    return this.#written;
  }

  /** Changes up to this number are committed. */
  get committed(): number {
    return this.#committed;
  }

  /** Makes a change, all or nothing; what was changed before it stays when it throws, unless the disk refuses. */
  change<T>(work: () => T): T {
    const database = this.#database;
    if (!this.#isOpen) {
      database.prepare("BEGIN IMMEDIATE").run();
      this.#isOpen = true;
    }
    let result: T;
    try {
      database.prepare("SAVEPOINT change").run();
      result = work();
      database.prepare("RELEASE change").run();
    } catch (error) {
      this.#undo();
      throw error;
    }
    this.#written++;
    return result;
  }

  /** Commits all changes; none is left when it throws. */
  commit(): void {
    if (!this.#isOpen) return;
    try {
      this.#options.beforeCommit();
      this.#database.prepare("COMMIT").run();
      this.#isOpen = false;
      this.#committed = this.#written;
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  /** Undoes all changes that are not committed. */
  rollBack(): void {
    try {
      if (this.#database.inTransaction()) this.#database.prepare("ROLLBACK").run();
    } finally {
      this.#lose();
    }
  }

  #undo(): void {
    // After some errors, a full disk among them, SQLite has rolled back everything by itself.
    if (!this.#database.inTransaction()) return this.#lose();
    try {
      // Without other changes nothing is left to commit, and an open transaction would keep other writers out.
      if (this.#written === this.#committed) return this.#abandon();
      this.#database.prepare("ROLLBACK TO change").run();
      this.#database.prepare("RELEASE change").run();
      this.#options.onUndone("change");
    } catch {
      // The savepoint may not have been reached.
      this.rollBack();
    }
  }

  /** Ends a transaction in which only one change was tried. */
  #abandon(): void {
    this.#database.prepare("ROLLBACK").run();
    this.#isOpen = false;
    this.#options.onUndone("change");
  }

  #lose(): void {
    this.#isOpen = false;
    this.#session = randomUUID();
    this.#written = this.#committed = 0;
    this.#options.onUndone("all");
  }
}
