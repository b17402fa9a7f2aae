import { OperationalError, UsageError } from "../base/errors.ts";
import { QueueFullError } from "../base/queue_full_error.ts";
import { StorageError } from "../base/storage_error.ts";
import { fault } from "../faults/fault.ts";
import { ApiError } from "./api/api_error.ts";
import type { Problem } from "./problem.ts";

/** How soon something may be tried again that the disk or a database refused, in seconds. */
const retryAfterSec = 30;

const storageCodes = {
  damaged: "storage_damaged",
  full: "storage_full",
  "read-only": "storage_read_only",
  "io-error": "storage_io_error",
  unavailable: "storage_unavailable",
} as const satisfies Readonly<Record<StorageError["fault"], string>>;

/** What somebody is told whose request failed with this; `undefined` when nobody expected it. */
export function toKnownProblem(error: unknown): Problem | undefined {
  if (error instanceof ApiError) return error.problem;
  // The registry's rules, and what changed since the request was looked at.
  if (error instanceof UsageError) {
    return { fault: error.fault ?? fault("conflict", { said: error.message }) };
  }
  if (error instanceof StorageError) {
    return {
      fault: fault(storageCodes[error.fault], { file: error.file }),
      headers: { "retry-after": String(retryAfterSec) },
    };
  }
  if (error instanceof OperationalError || error instanceof QueueFullError) {
    return { fault: fault("unavailable", { said: error.message }) };
  }
  return undefined;
}
