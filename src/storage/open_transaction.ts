import { randomUUID } from "node:crypto";
import type { SqlDatabase } from "./driver.ts";

/**
 * A transaction that many changes share, so that a page that several of them touch reaches the disk once. Whoever reads
 * through the same connection sees all of them; everybody else sees them after {@linkcode commit}.
 */
export class OpenTransaction {
  readonly #database: SqlDatabase;
  readonly #onUndone: () => void;
  #isOpen = false;
  #session: string = randomUUID();
  #written = 0;
  #committed = 0;

  /** @param onUndone told when changes are undone: one that failed, or all that were not committed. */
  constructor(database: SqlDatabase, onUndone: () => void) {
    this.#database = database;
    this.#onUndone = onUndone;
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
      this.#onUndone();
      throw error;
    }
    this.#written++;
    return result;
  }

  /** Commits all changes; none is left when it throws. */
  commit(): void {
    if (!this.#isOpen) return;
    try {
      this.#database.prepare("COMMIT").run();
      this.#isOpen = false;
      this.#committed = this.#written;
    } catch (error) {
      this.#rollBack();
      this.#onUndone();
      throw error;
    }
  }

  #undo(): void {
    // After some errors, a full disk among them, SQLite has rolled back everything by itself.
    if (!this.#database.inTransaction()) return this.#lose();
    try {
      this.#database.prepare("ROLLBACK TO change").run();
      this.#database.prepare("RELEASE change").run();
    } catch {
      // The savepoint may not have been reached.
      this.#rollBack();
    }
  }

  #rollBack(): void {
    try {
      if (this.#database.inTransaction()) this.#database.prepare("ROLLBACK").run();
    } finally {
      this.#lose();
    }
  }

  #lose(): void {
    this.#isOpen = false;
    this.#session = randomUUID();
    this.#written = this.#committed = 0;
  }
}
