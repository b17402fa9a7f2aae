import { messageOf } from "../faults/fault.ts";
import { describeError } from "../base/errors.ts";
import { StorageError } from "../base/storage_error.ts";
import type { PollState } from "./health.ts";

/** What to do after a failure. */
export interface PollFailure {
  readonly state: PollState;
  /** One sentence with what to do. */
  readonly error: string;
  readonly waitMs: number;
}

/** Something upstream sent or said could not be kept. */
export class NotKept extends Error {
  override readonly name = "NotKept";
}

/** Runs `work` so that its failure, a {@linkcode NotKept}, is told from upstream's. */
export async function keep<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new NotKept("Cannot keep what upstream sent", { cause });
  }
}

/** The sentence for updates that could not be stored. */
export function describeNotKept(cause: unknown): string {
  // Everybody may read it at /readyz, and need not know where the data lies.
  const words = cause instanceof StorageError ? messageOf(cause.fault) : describeError(cause);
  return `Updates cannot be stored, so they are left with upstream: ${words}`;
}
