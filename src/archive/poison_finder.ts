import { OperationalError } from "../base/errors.ts";
import { StorageError } from "../base/storage_error.ts";
import { maxBatch } from "./gather_time.ts";
import { LostWritesError } from "./lost_writes.ts";

/** Attempts to archive one item by itself before it is skipped; twice as many for each one skipped just before. */
const maxAttempts = 3;

/** Codes of failures to begin: the thread was not there. */
const restartCodes: ReadonlySet<string> = new Set(
  [
    "thread_restarting",
    "thread_out_of_files",
    "thread_call_lost",
  ] satisfies OperationalError["fault"]["code"][],
);

/**
 * Finds the item of one bot, an update or a captured call, that makes archiving fail, whatever it does: a batch that
 * failed is tried item by item, and one that fails again and again is to be skipped, so that those after it are archived.
 * Items are known by ascending positions.
 */
export class PoisonFinder {
  /** Items before this position are tried one by one. */
  #suspectedBefore = 0;
  #position = 0;
  #attempts = 0;
  /** Items skipped since one was archived: where all fail, the fault is hardly theirs. */
  #skips = 0;

  /** How many items from a position on may be archived together. */
  batchSize(from: number): number {
    return from < this.#suspectedBefore ? 1 : maxBatch;
  }

  /**
   * Notes that a batch failed.
   *
   * @returns whether it is one item, and was tried often enough.
   */
  failed(from: number, nextPosition: number, size: number, error: unknown): boolean {
    if (!isAboutContent(error)) return false;
    this.#suspectedBefore = Math.max(this.#suspectedBefore, nextPosition);
    if (size > 1) return false;
    if (this.#position !== from) this.#attempts = 0;
    this.#position = from;
    if (++this.#attempts < maxAttempts * 2 ** this.#skips) return false;
    this.#skips++;
    return true;
  }

  /** Notes that something was archived. */
  succeeded(): void {
    this.#skips = 0;
  }
}

/** Whether a failure may come from what was to be archived, and not from the disk or a thread that is not there. */
export function isAboutContent(error: unknown): boolean {
  if (error instanceof StorageError || error instanceof LostWritesError) return false;
  return !(error instanceof OperationalError && restartCodes.has(error.fault.code));
}
