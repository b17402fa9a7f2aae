import type { MessageFacts } from "../archive/facts.ts";
import { keysOf } from "./archive_keys.ts";
import type { SqlDatabase, SqlStatement } from "./driver.ts";

/** What a message is found by. */
type FoundMessage = Omit<MessageFacts, "command">;
/** Words, names and keys of a message. */
type IndexedWords = readonly [words: string, names: string, keys: string];

/**
 * The index of words in archive.db. Each time it is written to, SQLite adds a piece to it and merges pieces for a while:
 * messages of many batches are added in one go.
 */
export class ArchiveWords {
  readonly #add: SqlStatement;
  readonly #remove: SqlStatement;
  /** Of messages that are to be added, by id. */
  readonly #waiting = new Map<number, IndexedWords>();
  /** Those of the batch that is being written. */
  #batch = new Map<number, IndexedWords>();

  constructor(database: SqlDatabase) {
    this.#add = database.prepare("INSERT INTO message_words (rowid, words, names, keys) VALUES (?, ?, ?, ?)");
    this.#remove = database.prepare("DELETE FROM message_words WHERE rowid = ?");
  }

  /** Begins a batch; one that was not ended is forgotten. */
  beginBatch(): void {
    this.#batch = new Map();
  }

  /** Notes a message of the batch that was not known. */
  note(id: number, botId: number, message: FoundMessage): void {
    this.#batch.set(id, toWords(botId, message));
  }

  /** Notes another version of a message. */
  noteAgain(id: number, botId: number, message: FoundMessage): void {
    if (!this.#batch.has(id) && !this.#waiting.has(id)) this.#remove.run(id);
    this.note(id, botId, message);
  }

  /** The batch is written: its messages wait from now on. */
  endBatch(): void {
    for (const [id, words] of this.#batch) this.#waiting.set(id, words);
  }

  /** Adds all messages that wait, through `change`, which throws when that is undone: they go on waiting then. */
  write(change: (work: () => void) => void = (work) => work()): void {
    if (this.#waiting.size === 0) return;
    change(() => {
      for (const [id, words] of this.#waiting) this.#add.run(id, ...words);
    });
    this.#waiting.clear();
  }

  /** Other words for a message that is in the index. */
  replace(id: number, botId: number, message: FoundMessage): void {
    this.#remove.run(id);
    this.#add.run(id, ...toWords(botId, message));
  }

  /** Messages that wait are gone. */
  forget(): void {
    this.#waiting.clear();
  }
}

function toWords(botId: number, message: FoundMessage): IndexedWords {
  return [message.words, message.names, keysOf(botId, message)];
}
