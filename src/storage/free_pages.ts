import type { SqlDatabase, SqlStatement } from "./driver.ts";

/** Free pages that are kept for what comes: 1 MiB. */
const keptPages = 256;
/** Pages given back to the file system in one go: 4 MiB. */
const pagesPerVacuum = 1024;

/** Free pages of a database with incremental vacuum. */
export class FreePages {
  readonly #free: SqlStatement;
  readonly #all: SqlStatement;
  readonly #vacuum: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#free = database.prepare("PRAGMA freelist_count");
    this.#all = database.prepare("PRAGMA page_count");
    this.#vacuum = database.prepare(`PRAGMA incremental_vacuum(${pagesPerVacuum})`);
  }

  /** Gives pages back to the file system once they are many: usually new rows take the place of removed ones. */
  giveBack(): void {
    const free = Number(this.#free.get()?.freelist_count);
    const all = Number(this.#all.get()?.page_count);
    // Each page is one step of the statement.
    if (free > keptPages && free > all / 4) this.#vacuum.all();
  }
}
