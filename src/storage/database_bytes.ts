import { statSync } from "node:fs";

/** Bytes that a database takes on disk, its write-ahead log included. */
export function databaseBytes(path: string): number {
  return ["", "-wal", "-shm"].reduce(
    (sum, ending) => sum + (statSync(path + ending, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
