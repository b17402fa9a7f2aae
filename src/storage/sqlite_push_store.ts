import { requireChoice } from "../base/json_value.ts";
import type { DeadLetter, PushMemory, PushStore } from "../delivery/push/push_store.ts";
import type { Fault } from "../faults/fault.ts";
import { parseFault, serialiseFault } from "../faults/stored_fault.ts";
import { attempt } from "./attempt.ts";
import { type JournalChanges, transactions } from "./journal_changes.ts";
import type { PushChange, PushStatement } from "./journal_change.ts";
import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from "./driver.ts";

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

const causes = ["expired", "attempts"] as const;

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
    return this.#run("saveMemory", () => [[consumerId, lastErrorAtMs, toText(lastError), goneSinceMs]]);
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
        toText(letter.lastError),
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

/** Empty for none. */
function toText(error: Fault | undefined): string {
  return error === undefined ? "" : serialiseFault(error);
}

function toError(value: SqlValue | undefined): Fault | undefined {
  return value === "" ? undefined : parseFault(String(value));
}

function toMemory(row: SqlRow): PushMemory {
  return {
    consumerId: Number(row.consumer_id),
    lastErrorAtMs: Number(row.last_error_at),
    lastError: toError(row.last_error),
    goneSinceMs: Number(row.gone_since),
  };
}

function toDeadLetter(row: SqlRow): DeadLetter {
  return {
    consumerId: Number(row.consumer_id),
    botId: Number(row.bot_id),
    position: Number(row.position),
    kind: String(row.kind),
    chatId: Number(row.chat_id),
    diedAtMs: Number(row.died_at),
    cause: requireChoice(row.cause, causes),
    attempts: Number(row.attempts),
    lastError: toError(row.last_error),
  };
}
