import type { DeadLetter, PushMemory } from "../../src/delivery/push/push_store.ts";
import type {
  CursorState,
  JournalEntry,
  JournalStore,
  LogAppend,
  LogState,
  Pruned,
} from "../../src/journal/journal_store.ts";
import { chunkOf, type PositionChunk } from "../../src/journal/position_set.ts";

type Chunks = Map<number, Uint8Array>;

/** A cursor as it is stored: the pieces of its sets are written one by one. */
interface StoredCursor {
  state: CursorState;
  readonly delivered: Chunks;
  readonly hidden: Chunks;
}

/** Rows of journal.db in memory, by the rules of {@linkcode JournalStore} and `PushStore`. */
export class StoredJournal {
  readonly #logs = new Map<number, LogState>();
  readonly #entries = new Map<number, JournalEntry[]>();
  readonly #cursors = new Map<number, StoredCursor>();
  readonly #memories = new Map<number, PushMemory>();
  #letters: DeadLetter[] = [];

  /** Another one with the same rows. */
  copy(): StoredJournal {
    const copy = new StoredJournal();
    for (const [id, log] of this.#logs) copy.#logs.set(id, log);
    for (const [id, entries] of this.#entries) copy.#entries.set(id, entries);
    for (const [id, { state, delivered, hidden }] of this.#cursors) {
      copy.#cursors.set(id, { state, delivered: new Map(delivered), hidden: new Map(hidden) });
    }
    for (const [id, memory] of this.#memories) copy.#memories.set(id, memory);
    copy.#letters = [...this.#letters];
    return copy;
  }

  load(): Awaited<ReturnType<JournalStore["load"]>> {
    const cursors = [...this.#cursors.values()].map(({ state, delivered, hidden }) => ({
      ...state,
      delivered: toChunks(delivered),
      hidden: toChunks(hidden),
      isWhole: false,
      hiddenFrom: 0,
    }));
    return { logs: [...this.#logs.values()], cursors };
  }

  /** Updates of a bot, ascending. */
  entriesOf(botId: number): readonly JournalEntry[] {
    return this.#entries.get(botId) ?? [];
  }

  cursorPosition(consumerId: number): number {
    return this.#cursors.get(consumerId)?.state.position ?? 0;
  }

  /** @throws {Error} when an update already stands at a position. */
  commit(appends: readonly LogAppend[], cursors: readonly CursorState[]): void {
    for (const { state, entries } of appends) {
      const stored = this.#entries.get(state.botId) ?? [];
      const last = stored.at(-1)?.position ?? 0;
      if (entries.some(({ position }) => position <= last)) throw new Error("Cannot append: it is taken");
      this.#entries.set(state.botId, [...stored, ...entries]);
      this.#logs.set(state.botId, state);
    }
    for (const cursor of cursors) this.#writeCursor(cursor);
  }

  planPrune(state: LogState, beforeMs: number, maxBytes: number, limit: number, keptFrom = Infinity): Pruned {
    const removed: JournalEntry[] = [];
    let { bytes } = state;
    const entries = this.entriesOf(state.botId);
    for (const entry of entries.slice(0, limit)) {
      if (entry.receivedAtMs >= beforeMs && bytes <= maxBytes || entry.position >= keptFrom) break;
      removed.push(entry);
      bytes -= entry.bytes.length;
    }
    if (removed.length === 0) return { state, removed };
    const firstPosition = entries[removed.length]?.position ?? state.lastPosition + 1;
    return { state: { ...state, bytes, firstPosition, count: state.count - removed.length }, removed };
  }

  removeBefore(state: LogState): void {
    const { botId, firstPosition } = state;
    this.#logs.set(botId, state);
    this.#entries.set(botId, this.entriesOf(botId).filter(({ position }) => position >= firstPosition));
    this.#letters = this.#letters.filter((each) => each.botId !== botId || each.position >= firstPosition);
  }

  deleteLog(botId: number): void {
    this.#logs.delete(botId);
    this.#entries.delete(botId);
    for (const [id, { state }] of this.#cursors) if (state.botId === botId) this.#cursors.delete(id);
    this.#letters = this.#letters.filter((each) => each.botId !== botId);
  }

  deleteCursor(consumerId: number): void {
    this.#cursors.delete(consumerId);
  }

  memories(): readonly PushMemory[] {
    return [...this.#memories.values()];
  }

  saveMemory(memory: PushMemory): void {
    this.#memories.set(memory.consumerId, memory);
  }

  lettersOf(consumerId: number): readonly DeadLetter[] {
    const own = this.#letters.filter((each) => each.consumerId === consumerId);
    return own.sort((left, right) => left.position - right.position);
  }

  addLetters(letters: readonly DeadLetter[]): void {
    for (const { consumerId, position } of letters) this.removeLetter(consumerId, position);
    this.#letters.push(...letters);
  }

  removeLetter(consumerId: number, position: number): void {
    this.#letters = this.#letters.filter((each) =>
      each.consumerId !== consumerId || each.position !== position
    );
  }

  forget(consumerId: number): void {
    this.#letters = this.#letters.filter((each) => each.consumerId !== consumerId);
    this.#memories.delete(consumerId);
  }

  #writeCursor(state: CursorState): void {
    const { consumerId, position, delivered, isWhole, hidden, hiddenFrom } = state;
    const before = this.#cursors.get(consumerId);
    const stored = { state, delivered: before?.delivered ?? new Map(), hidden: before?.hidden ?? new Map() };
    if (isWhole) stored.delivered.clear();
    else if (delivered.length > 0) dropBelow(stored.delivered, chunkOf(position));
    for (const { index, bits } of delivered) stored.delivered.set(index, bits.slice());
    if (hiddenFrom > 0) dropBelow(stored.hidden, chunkOf(hiddenFrom));
    for (const { index, bits } of hidden) stored.hidden.set(index, bits.slice());
    this.#cursors.set(consumerId, stored);
  }
}

function dropBelow(chunks: Chunks, first: number): void {
  for (const index of chunks.keys()) if (index < first) chunks.delete(index);
}

function toChunks(chunks: Chunks): readonly PositionChunk[] {
  return [...chunks].map(([index, bits]) => ({ index, bits: bits.slice() }));
}
