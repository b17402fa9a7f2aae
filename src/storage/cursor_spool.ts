import type { Clock } from "../base/clock.ts";
import type { CursorState, JournalStore } from "../journal/journal_store.ts";
import { decodeChange, encodeChange, type SpooledChange } from "./spooled_change.ts";
import { chunkOf, type PositionChunk } from "../journal/position_set.ts";
import type { UnwrittenEntries } from "../archive/capture_ports.ts";
import { Spool } from "./spool.ts";

/** Options for {@linkcode CursorSpool}. */
interface CursorSpoolOptions {
  readonly store: JournalStore;
  /** Folder of the spool, which need not exist. */
  readonly folder: string;
  readonly clock: Clock;
  /** Told when the spool fails, once a minute at most; cursors are written to the store at once then. */
  readonly onError: (error: unknown) => void;
}

/** That the spool fails is told this often at most, in milliseconds. */
const tellMs = 60_000;
/** Bytes of the spool from which on it is put into the store without a commit. */
const maxSpooledBytes = 1024 * 1024;

/**
 * Keeps cursors that moved in a {@linkcode Spool} until the next commit takes them into the store: an append waits for
 * nobody, so a program is answered although the store's disk is slow, and a poll costs no transaction. What is spooled
 * outlives a `kill -9`. A power cut may take what was confirmed since the last commit, which repeats those updates.
 *
 * Every state goes through the spool, also one that a commit brings, so that what is read back never lies behind the
 * store.
 */
export class CursorSpool {
  readonly #options: CursorSpoolOptions;
  readonly #spool: Spool;
  /** What is in the spool and not in the store; never changed in place. */
  readonly #pending = new Map<number, CursorState>();
  #lastNumber = 0;
  #bytes = 0;
  #isLoaded = false;
  #isFailing = false;
  #toldAtMs = -Infinity;
  #folding: Promise<void> | undefined;

  constructor(options: CursorSpoolOptions) {
    this.#options = options;
    this.#spool = Spool.open({ folder: options.folder, onError: (error) => this.#failed(error) });
  }

  /** The store, with the functions that concern cursors going this way. */
  get store(): JournalStore {
    const { store } = this.#options;
    return {
      read: (...parameters) => store.read(...parameters),
      readBackward: (...parameters) => store.readBackward(...parameters),
      findByUpstreamIds: (...parameters) => store.findByUpstreamIds(...parameters),
      firstReceivedSince: (...parameters) => store.firstReceivedSince(...parameters),
      countBetween: (...parameters) => store.countBetween(...parameters),
      prune: (...parameters) => store.prune(...parameters),
      forgetUser: (...parameters) => store.forgetUser(...parameters),
      rewriteWithout: (...parameters) => store.rewriteWithout(...parameters),
      load: () => this.#load(),
      commit: (appends, cursors) => this.#commit(appends, cursors),
      saveCursors: (cursors) => this.#save(cursors),
      deleteLog: (botId) => {
        this.#forget({ states: [], cursors: [], logs: [botId] });
        return store.deleteLog(botId);
      },
      deleteCursor: (consumerId) => {
        this.#forget({ states: [], cursors: [consumerId], logs: [] });
        return store.deleteCursor(consumerId);
      },
    };
  }

  /** Puts everything into the store. */
  async fold(): Promise<void> {
    if (this.#pending.size > 0) await this.#fold((states) => this.#options.store.saveCursors(states));
    else this.#spool.release(this.#lastNumber);
  }

  close(): void {
    this.#spool.close();
  }

  async #load(): ReturnType<JournalStore["load"]> {
    const loaded = await this.#options.store.load();
    // Later ones are about the logs alone: of cursors, memory knows more by then.
    if (this.#isLoaded) return loaded;
    this.#isLoaded = true;
    const cursors = new Map(loaded.cursors.map((cursor) => [cursor.consumerId, cursor]));
    const lastPositions = new Map(loaded.logs.map(({ botId, lastPosition }) => [botId, lastPosition]));
    for (const { number, bytes } of this.#spool.leftEntries()) {
      this.#lastNumber = number;
      const change = decodeChange(bytes);
      if (change === undefined) {
        this.#options.onError(new TypeError("An entry of the spool is of another version"));
        continue;
      }
      for (const state of change.states) {
        // A journal that was restored from a backup may end before it.
        const end = (lastPositions.get(state.botId) ?? 0) + 1;
        const known = { ...state, position: Math.min(state.position, end) };
        const { consumerId } = state;
        cursors.set(consumerId, withState(cursors.get(consumerId), known));
        this.#pending.set(consumerId, known);
      }
      removeFrom(cursors, change);
      removeFrom(this.#pending, change);
    }
    for (const consumerId of this.#pending.keys()) {
      this.#pending.set(consumerId, { ...cursors.get(consumerId)!, isWhole: true });
    }
    return { logs: loaded.logs, cursors: [...cursors.values()] };
  }

  async #commit(...[appends, cursors]: Parameters<JournalStore["commit"]>): Promise<void> {
    if (cursors.length > 0) this.#spoolStates(cursors);
    await this.#fold((states) => this.#options.store.commit(appends, states));
  }

  async #save(states: readonly CursorState[]): Promise<void> {
    this.#spoolStates(states);
    if (this.#isFailing) return await this.fold();
    if (this.#bytes > maxSpooledBytes) {
      // The store tells of its trouble itself, and the next write tries again.
      this.#folding ??= this.fold().catch(() => {}).finally(() => this.#folding = undefined);
    }
  }

  #spoolStates(states: readonly CursorState[]): void {
    for (const state of states) {
      this.#pending.set(state.consumerId, withState(this.#pending.get(state.consumerId), state));
    }
    this.#write({ states, cursors: [], logs: [] });
  }

  #forget(change: SpooledChange): void {
    removeFrom(this.#pending, change);
    this.#write(change);
  }

  #write(change: SpooledChange): void {
    const bytes = encodeChange(change);
    this.#lastNumber = this.#spool.append(toEntry(bytes)).first;
    this.#bytes += bytes.length;
  }

  /** Runs a write that takes along all that is spooled. */
  async #fold(write: (states: readonly CursorState[]) => Promise<void>): Promise<void> {
    const taken = new Map(this.#pending);
    const number = this.#lastNumber;
    await write([...taken.values()]);
    for (const [consumerId, state] of taken) {
      if (this.#pending.get(consumerId) === state) this.#pending.delete(consumerId);
    }
    this.#isFailing = false;
    this.#spool.release(number);
    if (number === this.#lastNumber) this.#bytes = 0;
  }

  #failed(error: unknown): void {
    const { clock, onError } = this.#options;
    const nowMs = clock.now();
    this.#isFailing = true;
    if (nowMs - this.#toldAtMs < tellMs) return;
    this.#toldAtMs = nowMs;
    onError(error);
  }
}

function removeFrom(cursors: Map<number, CursorState>, change: SpooledChange): void {
  if (change.cursors.length === 0 && change.logs.length === 0) return;
  for (const [consumerId, { botId }] of [...cursors]) {
    if (change.cursors.includes(consumerId) || change.logs.includes(botId)) cursors.delete(consumerId);
  }
}

/** What is known of a cursor once `next`, with the pieces that changed, is added to what was known before. */
function withState(before: CursorState | undefined, next: CursorState): CursorState {
  if (before === undefined) return next;
  return {
    ...next,
    isWhole: before.isWhole || next.isWhole,
    delivered: next.isWhole
      ? next.delivered
      : mergeChunks(before.delivered, next.delivered, chunkOf(next.position)),
    hidden: mergeChunks(before.hidden, next.hidden, chunkOf(next.hiddenFrom)),
  };
}

function mergeChunks(
  before: readonly PositionChunk[],
  next: readonly PositionChunk[],
  firstIndex: number,
): readonly PositionChunk[] {
  if (before.length === 0) return next;
  const chunks = new Map([...before, ...next].map((chunk) => [chunk.index, chunk]));
  return [...chunks.values()].filter(({ index }) => index >= firstIndex);
}

function toEntry(bytes: Uint8Array): UnwrittenEntries {
  return {
    count: 1,
    maxLength: () => bytes.length,
    write(_index, target, at) {
      target.set(bytes, at);
      return at + bytes.length;
    },
  };
}
