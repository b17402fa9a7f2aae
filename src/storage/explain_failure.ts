import { describeError } from "../base/errors.ts";
import { StorageError, type StorageFailureKind } from "../base/storage_error.ts";

/** SQLite's primary result codes that tell of the database or its disk, <https://sqlite.org/rescode.html>. */
const kinds: Readonly<Record<number, StorageFailureKind>> = {
  8: "read-only",
  10: "io-error",
  11: "damaged",
  13: "full",
  14: "unavailable",
  26: "damaged",
};

/**
 * What SQLite's result code says of the database at `path` or its disk; `undefined` for everything else, such as a
 * mistake in a statement.
 *
 * @param resultCode primary or extended
 */
export function explainFailure(
  path: string,
  error: unknown,
  resultCode: number | undefined,
): StorageError | undefined {
  const kind = resultCode === undefined ? undefined : kinds[resultCode & 0xff];
  return kind && new StorageError({ path, kind, detail: describeError(error) });
}

/** The error for content of the database at `path` that SQLite reads but that makes no sense. */
export function damagedContent(path: string, error: unknown): StorageError {
  return new StorageError({ path, kind: "damaged", detail: describeError(error) });
}
