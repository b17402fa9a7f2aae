import { faultOf } from "../base/errors.ts";
import { type Fault, fault, type HealthCode } from "../faults/fault.ts";
import type { PollState } from "./health.ts";

/** What to do after a failure. */
export interface PollFailure {
  readonly state: PollState;
  /** What is wrong, as everybody may know it. */
  readonly fault: Fault<HealthCode>;
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

/** What is said of updates that could not be stored. */
export function describeNotKept(cause: unknown): Fault<HealthCode> {
  return fault("updates_not_stored", { cause: faultOf(cause) });
}
