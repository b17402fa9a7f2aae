import { OperationalError, UsageError } from "../base/errors.ts";
import { StorageError } from "../base/storage_error.ts";
import { isRefusal } from "../faults/fault.ts";
import { ApiError } from "./api/api_error.ts";
import type { Problem } from "./problem.ts";

/** How soon something may be tried again that the disk or a database refused, in seconds. */
const retryAfterSec = 30;

/** What somebody is told whose request failed with this; `undefined` when nobody expected it. */
export function toKnownProblem(error: unknown): Problem | undefined {
  if (error instanceof ApiError) return error.problem;
  // The registry's rules, what changed since the request was looked at, and what cannot be done now.
  if (!(error instanceof UsageError || error instanceof OperationalError) || !isRefusal(error.fault)) {
    return undefined;
  }
  const { fault } = error;
  return error instanceof StorageError
    ? { fault, headers: { "retry-after": String(retryAfterSec) } }
    : { fault };
}
