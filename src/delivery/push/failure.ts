import { maskFault } from "../../base/mask_fault.ts";
import { fault, type PushFault } from "../../faults/fault.ts";
import type { PostAnswer } from "./poster.ts";

/** Why an update was not taken. */
export interface Failure {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly error: PushFault;
  /** Value of `Retry-After`; empty for none. */
  readonly retryAfter: string;
}

/** Maximum length of the reason phrase that is remembered, in characters. */
const maxReasonLength = 100;

/** The failure that an answer outside 200-299 is. */
export function toFailure({ status, reason, retryAfter }: PostAnswer): Failure {
  const error = maskFault(fault("push_wrong_status", { status, reason: toShownReason(reason) }));
  return { status, error, retryAfter };
}

/**
 * Whether a failure speaks of the backend as a whole and not of one update: no answer, or that of a gateway before it.
 * Where others of a group can take over, any server error does.
 */
export function isBackendFailure({ status }: Failure, hasOthers: boolean): boolean {
  if (status === 0) return true;
  return hasOthers ? status >= 500 : status >= 502 && status <= 504;
}

/** A reason phrase as people may see it: a backend can write anything there. */
function toShownReason(reason: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is taken out
  return reason.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ").slice(0, maxReasonLength);
}
