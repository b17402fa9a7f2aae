import type { DeadLetter, PushMemory, PushStore } from "../delivery/push/push_store.ts";
import { attempt } from "./attempt.ts";
import { type JournalChanges, transactions } from "./journal_changes.ts";
import type { PushChange, PushStatement } from "./journal_change.ts";
import type { SqlDatabase, SqlStatement } from "./driver.ts";
import { errorColumn, toDeadLetter, toMemory } from "./push_rows.ts";

/** Statements that are run again when a logged change is repeated. */
const statements: Readonly<Record<PushStatement, string>> = {
  saveMemory:
    `INSERT INTO push_memories (consumer_id, last_error_at, last_error, gone_since) VALUES (?, ?, ?, ?)
    ON CONFLICT (consumer_id) DO UPDATE SET last_error_at = excluded.last_error_at,
      last_error = excluded.last_error, gone_since = excluded.gone_since`,
  addDeadLetter:
    `INSERT OR REPLACE INTO dead_letters (consumer_id, position, bot_id, kind, chat_id, died_at, cause, attempts,
      last_error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  removeDeadLetter: "DELETE FROM dead_letters WHERE consumer_id = ? AND position = ?",
};

/**
 * What push consumers remember, in journal.db: it goes with the updates there. Nothing waits for the disk, or a consumer
 * that gives up every update would hold all others up: a dead letter lasts at least as long as the confirmation that
 * follows it in the same file.
 */
export class SqlitePushStore implements PushStore {
  readonly #database: SqlDatabase;
  readonly #changes: JournalChanges;

  /**
   * @param database already migrated by `journalMigrations`.
   * @param changes keeps what is written; a transaction for each change unless given
   */
  constructor(database: SqlDatabase, changes: JournalChanges = transactions(database)) {
    this.#database = database;
    this.#changes = changes;
  }

  /** Repeats a change that was logged. */
  apply({ statement, rows }: PushChange): void {
    for (const row of rows) this.#prepare(statements[statement]).run(...row);
  }

  loadMemories(): Promise<readonly PushMemory[]> {
    return attempt(() => this.#prepare("SELECT * FROM push_memories").all().map(toMemory));
  }

  saveMemory({ consumerId, lastErrorAtMs, lastError, goneSinceMs }: PushMemory): Promise<void> {
    return this.#run("saveMemory", () => [[consumerId, lastErrorAtMs, errorColumn(lastError), goneSinceMs]]);
  }

  addDeadLetters(letters: readonly DeadLetter[]): Promise<void> {
    return this.#run("addDeadLetter", () =>
      letters.map((letter) => [
        letter.consumerId,
        letter.position,
        letter.botId,
        letter.kind,
        letter.chatId,
        letter.diedAtMs,
        letter.cause,
        letter.attempts,
        errorColumn(letter.lastError),
      ]));
  }

  deadLetters(consumerId: number, after: number, limit: number): Promise<readonly DeadLetter[]> {
    return attempt(() =>
      this.#prepare(
        "SELECT * FROM dead_letters WHERE consumer_id = ? AND position > ? ORDER BY position LIMIT ?",
      )
        .all(consumerId, after, limit).map(toDeadLetter)
    );
  }

  countDeadLetters(consumerId: number): Promise<number> {
    return attempt(() =>
      Number(
        this.#prepare("SELECT count(*) AS count FROM dead_letters WHERE consumer_id = ?").get(consumerId)
          ?.count,
      )
    );
  }

  removeDeadLetter(consumerId: number, position: number): Promise<void> {
    return this.#run("removeDeadLetter", () => [[consumerId, position]]);
  }

  forget(consumerId: number): Promise<void> {
    return attempt(() =>
      this.#changes.keep(() => {
        this.#prepare("DELETE FROM dead_letters WHERE consumer_id = ?").run(consumerId);
        this.#prepare("DELETE FROM push_memories WHERE consumer_id = ?").run(consumerId);
      })
    );
  }

  /** Nobody waits for the disk: what a power cut takes comes again. */
  #run(statement: PushStatement, rows: () => PushChange["rows"]): Promise<void> {
    return attempt(() => {
      const change: PushChange = { do: "push", statement, rows: rows() };
      this.#changes.keep(() => this.apply(change), { change, outlives: "kill" });
    });
  }

  #prepare(sql: string): SqlStatement {
    return this.#database.prepare(sql);
  }
}
