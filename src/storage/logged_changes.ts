import type { Clock } from "../base/clock.ts";
import { describeError } from "../base/errors.ts";
import { StorageError } from "../base/storage_error.ts";
import type { ChangeLog, LogMark } from "./change_log.ts";
import type { LogRecord } from "./change_log_format.ts";
import type { SqlDatabase } from "./driver.ts";
import { damagedContent } from "./explain_failure.ts";
import {
  decodeJournalChange,
  encodeJournalChange,
  type JournalChange,
  minChangeBytes,
} from "./journal_change.ts";
import type { JournalChanges, RepeatableChange } from "./journal_changes.ts";
import { readLogMark, writeLogMark } from "./log_mark.ts";
import { OpenTransaction } from "./open_transaction.ts";

/** Options for {@linkcode LoggedChanges}. */
interface LoggedChangesOptions {
  /** Open with `synchronous=FULL`, by nobody else, and migrated by `journalMigrations`. */
  readonly database: SqlDatabase;
  readonly log: ChangeLog;
  readonly clock: Clock;
  /** Told when the database has taken everything. */
  readonly onCommit?: (() => void) | undefined;
  /** Told of changes that were kept and cannot be read any more. */
  readonly onDamage: (error: StorageError) => void;
}

/** Repeats a change in the database. */
type ApplyChange = (change: JournalChange) => void;

/** What is logged waits so long for the database, in milliseconds. */
const maxAgeMs = 30_000;
/** A larger change is committed by the database at once: twice as many bytes would cost more than they save. */
const maxLoggedBytes = 256 * 1024;

/**
 * Keeps changes in one transaction that stays open, so that a page which many of them touch reaches the disk once. Until
 * it is committed, a log has them, from which they are repeated after a crash. Who reads through
 * {@linkcode LoggedChanges.database} sees all of them.
 *
 * The invariant: what is in the database on the disk, and behind its mark in the log, is all that was kept, in its order.
 * A change whose {@linkcode LoggedChanges.keep} returned is in one of them; after one that threw, nothing is logged
 * before the database has taken everything else.
 */
export class LoggedChanges implements JournalChanges {
  readonly #options: LoggedChangesOptions;
  readonly #transaction: OpenTransaction;
  #apply: ApplyChange = () => {};
  /** The mark in the database on the disk. */
  #mark: LogMark;
  /** Whether SQLite has rolled back what is logged. */
  #isLost = false;
  #cancelTimer: (() => void) | undefined;

  constructor(options: LoggedChangesOptions) {
    this.#options = options;
    this.#transaction = new OpenTransaction(options.database, {
      beforeCommit() {},
      onUndone: (what) => void (this.#isLost ||= what === "all"),
    });
    this.#mark = readLogMark(options.database);
  }

  /** The same database, for stores that read what is not committed. */
  get database(): SqlDatabase {
    const { database } = this.#options;
    return {
      exec: (sql) => database.exec(sql),
      prepare: (sql) => {
        const statement = database.prepare(sql);
        const repeated = () => {
          this.#repeatLost();
          return statement;
        };
        return {
          all: (...parameters) => repeated().all(...parameters),
          get: (...parameters) => repeated().get(...parameters),
          run: (...parameters) => repeated().run(...parameters),
        };
      },
      transaction: (work) => this.keep(work),
      inTransaction: () => database.inTransaction(),
      close: () => this.close(),
    };
  }

  /**
   * Repeats what the log has and the database lacks.
   *
   * @throws {StorageError} when the log cannot be read, or the database cannot be written or is damaged.
   */
  recover(apply: ApplyChange): void {
    this.#apply = apply;
    this.#options.log.endPass(this.#repeat(Infinity));
    // While the disk is full, what is there is served, and nothing more is taken.
    if (this.#mark.pass !== "") this.#tryToCommit();
  }

  keep<T>(work: () => T, repeatable?: RepeatableChange): T {
    const { log } = this.#options;
    const content = this.#encodeSmall(repeatable);
    const isSmall = content !== undefined;
    if (!log.isReady || isSmall && !log.fits(content.length)) this.commit();
    else this.#repeatLost();
    const { number } = log;
    let result: T;
    try {
      result = this.#transaction.change(() => {
        const result = work();
        if (isSmall) log.append(content, repeatable?.outlives === "power cut");
        return result;
      });
    } catch (error) {
      // SQLite may have undone what is logged already.
      if (log.number > number) log.endPass(number);
      throw error;
    }
    if (isSmall) this.#schedule();
    else this.commit();
    return result;
  }

  /**
   * Puts everything into the database, on the disk, and begins the log anew.
   *
   * @throws {StorageError} when it cannot be written; what is logged stays there.
   */
  commit(): void {
    const { log } = this.#options;
    this.#repeatLost();
    if (!log.isReady) {
      // The file may hold what the database lacks.
      if (this.#mark.pass !== "") this.#commit(this.#lastMark);
      log.prepare(this.#mark.log);
    }
    this.#commit(log.nextPass());
    log.begin(this.#mark);
    this.#options.onCommit?.();
  }

  /** Finds out whether the database and the log can be written. @throws {StorageError} while they cannot. */
  probe(): void {
    this.commit();
    const change: JournalChange = { do: "push", statement: "removeDeadLetter", rows: [] };
    this.keep(() => {}, { change, outlives: "power cut" });
  }

  /** Commits, so that the database can be opened without the log, and closes both. */
  close(): void {
    try {
      if (this.#mark.pass !== "") {
        this.#unlessStorageFails(() => {
          this.#repeatLost();
          this.#commit(this.#lastMark);
        });
      }
    } finally {
      this.abandon();
    }
  }

  /** Closes the log and the database as they are. */
  abandon(): void {
    const { database, log } = this.#options;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    try {
      log.close();
    } finally {
      database.close();
    }
  }

  /** A change as it is logged; `undefined` for one that the database is to take at once. */
  #encodeSmall(repeatable: RepeatableChange | undefined): Uint8Array | undefined {
    if (repeatable === undefined || minChangeBytes(repeatable.change) > maxLoggedBytes) return undefined;
    const content = encodeJournalChange(repeatable.change);
    return content.length <= maxLoggedBytes && this.#options.log.canHold(content.length)
      ? content
      : undefined;
  }

  /** The mark of a database that has everything. */
  get #lastMark(): LogMark {
    return { ...this.#mark, pass: "", number: this.#options.log.number };
  }

  #commit(mark: LogMark): void {
    const { log, database } = this.#options;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    // Whatever comes of it, only a new pass has room for more.
    log.endPass();
    this.#transaction.change(() => writeLogMark(database, mark));
    this.#transaction.commit();
    this.#mark = mark;
  }

  #schedule(): void {
    this.#cancelTimer ??= this.#options.clock.schedule(() => {
      this.#cancelTimer = undefined;
      this.#tryToCommit();
    }, maxAgeMs);
  }

  #tryToCommit(): void {
    this.#unlessStorageFails(() => this.commit());
  }

  /** The database or the log tells of the failure itself; the next change meets it again. */
  #unlessStorageFails(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
    }
  }

  #repeatLost(): void {
    if (this.#isLost) this.#repeat(this.#options.log.number);
  }

  /** Repeats what is logged up to a number, in a transaction that has none of it; gives the last number. */
  #repeat(upTo: number): number {
    const { log, onDamage } = this.#options;
    this.#isLost = false;
    try {
      const { records, missing, damage } = log.read(this.#mark);
      if (damage !== undefined) onDamage(damagedContent(log.path, damage));
      if (missing.length > 0) {
        onDamage(damagedContent(log.path, `${missing.length} of the last changes cannot be read`));
      }
      for (const record of records) if (record.number <= upTo) this.#repeatOne(record);
      return records.at(-1)?.number ?? this.#mark.number;
    } catch (error) {
      this.#transaction.rollBack();
      this.#isLost = true;
      throw error;
    }
  }

  #repeatOne({ number, content }: LogRecord): void {
    const { log, onDamage } = this.#options;
    try {
      this.#transaction.change(() => this.#apply(decodeJournalChange(content)));
    } catch (error) {
      if (error instanceof StorageError) throw error;
      // It follows on something that is missing.
      onDamage(damagedContent(log.path, `change ${number} cannot be repeated: ${describeError(error)}`));
    }
  }
}
