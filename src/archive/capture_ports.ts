import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { NumberedCall } from "./packed_calls.ts";

/** A call that waits to be archived. */
export interface WaitingCall extends NumberedCall {
  readonly botId: number;
  readonly method: string;
}

/** Where captured calls are archived. */
export interface CaptureKeeper {
  /**
   * Archives calls, all or nothing; those that were archived before under the same numbers are passed over. Gives whether
   * they are committed already.
   */
  capture(calls: readonly WaitingCall[], spool: string): Promise<boolean>;
}

/** Keeps calls on the disk until they are archived. It never throws; what it cannot keep, it tells elsewhere. */
export interface CallSpool {
  readonly id: string;
  /** What a process before this one left: how much, and the number of the last. */
  readonly left: { readonly last: number; readonly count: number; readonly bytes: number };
  /** Calls behind the number `after`, oldest first: about `maxBytes`, and one at least if there is any. */
  read(after: number, maxBytes: number): readonly NumberedCall[];
  /** Writes calls at once; gives the number of the first, those of the others follow. */
  append(calls: readonly Uint8Array<ArrayBuffer>[]): number;
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
