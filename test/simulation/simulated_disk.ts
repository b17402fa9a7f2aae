import type { Clock } from "../../src/base/clock.ts";
import { StorageError } from "../../src/base/storage_error.ts";
import type { PushStore } from "../../src/delivery/push/push_store.ts";
import type { CursorState, JournalEntry, JournalStore } from "../../src/journal/journal_store.ts";
import type { PositionChunk } from "../../src/journal/position_set.ts";
import type { Life } from "./life.ts";
import { StoredJournal } from "./stored_journal.ts";

type Change = (journal: StoredJournal) => void;

/** What is told of a disk, and asked. */
interface DiskOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Told when everything that was written survives a power cut. */
  readonly onFlushed: () => void;
  /** Told of every write that fails. */
  readonly onFailure: () => void;
  /** Says that a commit is durable although it is not. */
  readonly losesCommits: boolean;
}

const fastMs = 2;

/**
 * A disk below journal.db. A change is seen at once; it survives a kill then, and a power cut from the next commit on.
 * What is under way when the process is killed has happened or not.
 */
export class SimulatedDisk {
  readonly #options: DiskOptions;
  /** What a process reads. */
  #seen = new StoredJournal();
  /** What a power cut leaves for certain. */
  #durable = new StoredJournal();
  /** Changes since, in their order: a power cut leaves the first of them, as many as it likes. */
  #unsynced: Change[] = [];
  #slowMs = 0;
  #isFull = false;
  #lastFailureMs = -Infinity;

  constructor(options: DiskOptions) {
    this.#options = options;
  }

  get lastFailureMs(): number {
    return this.#lastFailureMs;
  }

  /** Ids by upstream of a bot's updates that a power cut would leave. */
  durableIds(botId: number): ReadonlySet<number> {
    return new Set(this.#durable.entriesOf(botId).map(({ upstreamId }) => upstreamId));
  }

  /** Makes each access take up to so much longer. */
  slowDown(ms: number): void {
    this.#slowMs = ms;
  }

  /** Refuses to write until it is free again. */
  fill(isFull: boolean): void {
    this.#isFull = isFull;
  }

  /** Power is gone: of what was not synced, a part is left. */
  cutPower(): void {
    const left = Math.floor(this.#options.random() * (this.#unsynced.length + 1));
    for (const change of this.#unsynced.slice(0, left)) change(this.#durable);
    this.#seen = this.#durable.copy();
    this.#unsynced = [];
  }

  /** The stores as one process opens them. */
  open(life: Life): JournalStore & PushStore {
    const read = async <T>(look: (journal: StoredJournal) => T): Promise<T> => {
      await life.after(this.#delayMs());
      return look(this.#seen);
    };
    let writing = Promise.resolve();
    /** One write after another, as the owner of a file makes them. */
    const write = <T>(change: (journal: StoredJournal) => T, isDurable: boolean): Promise<T> => {
      const done = writing.then(() => this.#write(life, change, isDurable));
      writing = done.then(() => {}, () => {});
      return done;
    };
    return {
      load: () => read((journal) => journal.load()),
      commit: (appends, cursors) => {
        const copied = appends.map(({ state, entries }) => ({ state, entries: entries.map(copyEntry) }));
        const positions = cursors.map(copyCursor);
        return write((journal) => journal.commit(copied, positions), true);
      },
      saveCursors(cursors) {
        const positions = cursors.map(copyCursor);
        return write((journal) => journal.commit([], positions), false);
      },
      read: (botId, from, limit) =>
        read((journal) =>
          journal.entriesOf(botId).filter(({ position }) => position >= from).slice(0, Math.max(limit, 1))
        ),
      readBackward: (botId, before, limit) =>
        read((journal) =>
          journal.entriesOf(botId).filter(({ position }) => position < before).reverse().slice(0, limit)
            .map((entry) => ({ ...entry, bytes: new Uint8Array(0) }))
        ),
      findByUpstreamIds: (botId, epoch, ids) =>
        read((journal) =>
          journal.entriesOf(botId).filter((entry) => entry.epoch === epoch && ids.includes(entry.upstreamId))
        ),
      firstReceivedSince: (botId, timeMs) =>
        read((journal) =>
          journal.entriesOf(botId).find(({ receivedAtMs }) => receivedAtMs >= timeMs)?.position
        ),
      countBetween: (botId, from, before) =>
        read((journal) =>
          journal.entriesOf(botId).filter(({ position }) => position >= from && position < before).length
        ),
      prune: async (...parameters) => {
        const pruned = await read((journal) => journal.planPrune(...parameters));
        if (pruned.removed.length > 0) await write((journal) => journal.removeBefore(pruned.state), false);
        return pruned;
      },
      forgetUser: () => Promise.reject(new Error("No history forgets a user")),
      rewriteWithout: () => Promise.reject(new Error("No history forgets a user")),
      deleteLog: (botId) => write((journal) => journal.deleteLog(botId), true),
      deleteCursor: (consumerId) => write((journal) => journal.deleteCursor(consumerId), true),
      loadMemories: () => read((journal) => journal.memories()),
      saveMemory: (memory) => write((journal) => journal.saveMemory(memory), false),
      addDeadLetters: (letters) => write((journal) => journal.addLetters(letters), false),
      deadLetters: (consumerId, after, limit) =>
        read((journal) =>
          journal.lettersOf(consumerId).filter(({ position }) => position > after).slice(0, limit)
        ),
      countDeadLetters: (consumerId) => read((journal) => journal.lettersOf(consumerId).length),
      removeDeadLetter: (consumerId, position) =>
        write((journal) => journal.removeLetter(consumerId, position), false),
      forget: (consumerId) => write((journal) => journal.forget(consumerId), true),
    };
  }

  async #write<T>(life: Life, change: (journal: StoredJournal) => T, isDurable: boolean): Promise<T> {
    // The two halves of the access: a kill between them leaves the change made, and nobody who knows.
    await life.after(this.#delayMs());
    if (this.#isFull) {
      this.#lastFailureMs = this.#options.clock.now();
      this.#options.onFailure();
      throw new StorageError({ path: "journal.db", kind: "full", detail: "" });
    }
    const result = change(this.#seen);
    this.#unsynced.push(change);
    if (isDurable && !this.#options.losesCommits) {
      for (const each of this.#unsynced) each(this.#durable);
      this.#unsynced = [];
      this.#options.onFlushed();
    }
    await life.after(this.#delayMs());
    return result;
  }

  #delayMs(): number {
    return this.#options.random() * (fastMs + this.#slowMs);
  }
}

/** The caller's bytes are its own again after the commit. */
function copyEntry({ parsed: _parsed, ...entry }: JournalEntry): JournalEntry {
  return { ...entry, bytes: entry.bytes.slice() };
}

function copyCursor(cursor: CursorState): CursorState {
  const copy = ({ index, bits }: PositionChunk) => ({ index, bits: bits.slice() });
  return { ...cursor, delivered: cursor.delivered.map(copy), hidden: cursor.hidden.map(copy) };
}
