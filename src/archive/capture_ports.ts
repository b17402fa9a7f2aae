import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";

/** A call as bytes, with its number in the spool. */
export interface NumberedCall {
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A call that waits to be archived. */
export interface WaitingCall extends NumberedCall {
  readonly botId: number;
  readonly method: string;
}

/** Calls that lie side by side in a file of a spool. */
export interface SpooledStretch {
  readonly path: string;
  /** Where the first begins and the last ends, in bytes from the start of the file. */
  readonly start: number;
  readonly end: number;
  /** Numbers of the first and the last. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** Calls that wait in the spool alone, with what is known of them without reading them. */
export interface SpilledStretch extends SpooledStretch {
  readonly botIds: ReadonlySet<number>;
  readonly methods: ReadonlySet<string>;
}

/** What became of a stretch. */
export interface KeptStretch {
  readonly isCommitted: boolean;
  /** Calls that could be read; the disk lost the others. */
  readonly count: number;
}

/** Where captured calls are archived. */
export interface CaptureKeeper {
  /**
   * Archives calls, all or nothing; those that were archived before under the same numbers are passed over. Gives whether
   * they are committed already.
   */
  capture(calls: readonly WaitingCall[], spool: string): Promise<boolean>;
  /** The same for calls that the archive reads from the spool itself. */
  captureSpooled(stretch: SpilledStretch, spool: string): Promise<KeptStretch>;
}

/** Entries that are still to be made. */
export interface UnwrittenEntries {
  readonly count: number;
  /** Maximum length of an entry. */
  maxLength(index: number): number;
  /** Writes an entry to a place that has room for it; gives where it ends. */
  write(index: number, target: Uint8Array, at: number): number;
}

/** Keeps calls on the disk until they are archived. It never throws; what it cannot keep, it tells elsewhere. */
export interface CallSpool {
  readonly id: string;
  /** What a process before this one left, oldest first, and the number of the last. */
  readonly left: { readonly last: number; readonly stretches: readonly SpooledStretch[] };
  /** Calls of a stretch that is not released, oldest first. */
  read(stretch: SpooledStretch): readonly NumberedCall[];
  /**
   * Writes calls at once; gives the number of the first, those of the others follow. Without a stretch where the disk
   * refused them.
   */
  append(calls: UnwrittenEntries): {
    readonly first: number;
    readonly stretch: SpooledStretch | undefined;
  };
  /** Calls up to this number are archived. */
  release(upTo: number): void;
  close(): void;
}

/** Options for {@linkcode Capture}. */
export interface CaptureOptions {
  readonly keeper: CaptureKeeper;
  readonly openSpool: () => CallSpool;
  /** Whether calls of a bot are archived now; asked about calls that a process before this one left. */
  readonly isArchived: (botId: number) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Numbers in [0, 1); the jitter of repeated attempts. */
  readonly random?: () => number;
  /**
   * Most bytes that may wait in memory; 8 MiB unless said otherwise. Calls of bots with one that cannot be archived count
   * by themselves, so that they take no room from others.
   */
  readonly maxBytes?: number;
  /** Most bytes that may wait in the spool alone, when memory holds enough; 256 MiB unless said otherwise. */
  readonly maxSpilledBytes?: number;
}
