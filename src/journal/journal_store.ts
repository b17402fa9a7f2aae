import type { PositionChunk } from "./position_set.ts";
import type { AllowedSince } from "./filter.ts";

/** One update as the journal keeps it. */
export interface JournalEntry {
  /** The `update_id` consumers see. */
  readonly position: number;
  /** Counts how often upstream's numbering fell back. */
  readonly epoch: number;
  /** The `update_id` upstream gave; 0 for an injected update. */
  readonly upstreamId: number;
  readonly receivedAtMs: number;
  /** From this moment on it is not delivered any more. */
  readonly expiresAtMs: number;
  readonly kind: string;
  readonly chatId: number;
  readonly topicId: number;
  readonly userId: number;
  /** The update object, its `update_id` equal to `position`. */
  readonly bytes: Uint8Array;
  /** The same, parsed, where it has just come: it is not stored. */
  readonly parsed?: unknown;
}

/** Where one bot's log stands. */
export interface LogState {
  readonly botId: number;
  readonly epoch: number;
  /** Offset that acknowledges everything committed; 0 when nothing came from upstream yet. */
  readonly nextOffset: number;
  /** Position of the newest update ever appended; 0 for none. */
  readonly lastPosition: number;
  /** Position of the oldest update retained; `lastPosition + 1` when none is. */
  readonly firstPosition: number;
  /** Updates retained. */
  readonly count: number;
  /** Size of the retained updates in bytes. */
  readonly bytes: number;
}

/** Where one consumer stands. */
export interface CursorState {
  readonly consumerId: number;
  readonly botId: number;
  /** Every update before this position is confirmed. */
  readonly position: number;
  /** What the program asked for with `allowed_updates`, oldest first, at least one entry. */
  readonly allowedHistory: readonly AllowedSince[];
  /** Updates that retention took away before they were confirmed. */
  readonly lost: number;
  /**
   * Single positions above `position` that are confirmed too. When loaded: all of them; when written down: the pieces
   * that changed, what was written of others stays. Pieces that lie wholly below `position` mean nothing any more.
   */
  readonly delivered: readonly PositionChunk[];
  /** Whether `delivered` is all there is: what was written before is to be removed. */
  readonly isWhole: boolean;
  /** Positions that the consumer does not get to see, in the same way as `delivered`. */
  readonly hidden: readonly PositionChunk[];
  /** Pieces of `hidden` that lie wholly below this position mean nothing any more. */
  readonly hiddenFrom: number;
}

/** One bot's share of a commit: new entries and the state after them. */
export interface LogAppend {
  readonly state: LogState;
  readonly entries: readonly JournalEntry[];
  /** Position of the newest update before these, 0 for none: a store that others write too refuses where it is another. */
  readonly previousPosition?: number;
}

/** How far a log was rewritten. */
export interface Rewritten {
  readonly state: LogState;
  readonly isChanged: boolean;
  /** The first entry that was not looked at; `undefined` at the end. */
  readonly next: number | undefined;
}

/** What a pruning step took away. */
export interface Pruned {
  /** State after it. */
  readonly state: LogState;
  /** Facts of what was removed; no bytes. */
  readonly removed: readonly Omit<JournalEntry, "bytes">[];
}

/** Where journals live. Batch-shaped, and free of any word about how it is done. */
export interface JournalStore {
  load(): Promise<{ readonly logs: readonly LogState[]; readonly cursors: readonly CursorState[] }>;
  /** All or nothing, and durable when it resolves: it survives a power cut. */
  commit(appends: readonly LogAppend[], cursors: readonly CursorState[]): Promise<void>;
  /** Durable against a crash of the process, not against a power cut. */
  saveCursors(cursors: readonly CursorState[]): Promise<void>;
  /** Up to `limit` entries from `from` on, and at most about `maxBytes` of them but at least one, ascending. */
  read(botId: number, from: number, limit: number, maxBytes: number): Promise<readonly JournalEntry[]>;
  /** Up to `limit` entries before `before`, newest first, with empty bytes. */
  readBackward(botId: number, before: number, limit: number): Promise<readonly JournalEntry[]>;
  /** Entries of one numbering epoch that have one of these upstream ids. Costs a look into an index for each id. */
  findByUpstreamIds(botId: number, epoch: number, ids: readonly number[]): Promise<readonly JournalEntry[]>;
  /** Position of the first entry received at or after `timeMs`; `undefined` when there is none. */
  firstReceivedSince(botId: number, timeMs: number): Promise<number | undefined>;
  /** How many entries lie from `from` on and before `before`. Costs a walk over them, without their bytes. */
  countBetween(botId: number, from: number, before: number): Promise<number>;
  /**
   * Removes up to `limit` of the oldest entries received before `receivedBeforeMs`, or all while above `maxBytes`; none from
   * position `keptFrom` on. Dead letters go with their entries.
   */
  prune(
    state: LogState,
    receivedBeforeMs: number,
    maxBytes: number,
    limit: number,
    keptFrom?: number,
  ): Promise<Pruned>;
  /** Removes what a user did and all of the private chat with that user, dead letters included; gives the state after it. */
  forgetUser(state: LogState, userId: number): Promise<LogState>;
  /** Takes a user out of what others did, in up to `limit` entries from `from` on. */
  rewriteWithout(state: LogState, userId: number, from: number, limit: number): Promise<Rewritten>;
  /** Removes all that is kept of a bot: entries, cursors and dead letters. */
  deleteLog(botId: number): Promise<void>;
  deleteCursor(consumerId: number): Promise<void>;
}
