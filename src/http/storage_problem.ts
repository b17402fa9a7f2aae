import type { StorageError } from "../base/storage_error.ts";
import type { ProblemParts } from "./problem.ts";

/** How soon something may be tried again that the disk or a database refused, in seconds. */
const retryAfterSec = 30;

/** What somebody is told whose request a database could not serve. */
export function toStorageProblem({ summary: detail }: StorageError): ProblemParts {
  return { status: 503, detail, headers: { "retry-after": String(retryAfterSec) } };
}
