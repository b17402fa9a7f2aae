import { closeSync, existsSync, fstatSync, openSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { OpenDatabase } from "./driver.ts";
import { forgetLog } from "./log_mark.ts";
import { copyPaced, type PacedCopyOptions, readAt } from "./paced_copy.ts";

/** The head of a write-ahead log, which is another one whenever the log begins anew. */
const logHeadBytes = 32;
/** A log that is held begins anew once at most; a little patience more than that. */
const maxLogCopies = 5;

/**
 * Copies the write-ahead log of a database that is held, as long as it is now, to where the copy of the database will be.
 * What is in it behind its last whole transaction counts for nothing.
 */
export async function copyLog(path: string, target: string, options: PacedCopyOptions): Promise<void> {
  const log = `${path}-wal`;
  // One that was never written to since it was opened.
  if (!existsSync(log)) return;
  const descriptor = openSync(log, "r");
  try {
    for (let left = maxLogCopies; left > 0; left--) {
      const head = await readHead(descriptor);
      const { size: length } = fstatSync(descriptor);
      await copyPaced({ descriptor, length }, `${target}-wal`, options);
      if (head === await readHead(descriptor)) return;
      rmSync(`${target}-wal`);
    }
  } finally {
    closeSync(descriptor);
  }
  throw new Error("its write-ahead log would not stand still");
}

async function readHead(descriptor: number): Promise<string> {
  const head = new Uint8Array(logHeadBytes);
  return head.subarray(0, await readAt(descriptor, head, 0)).join();
}

/** Puts the logs of a copied database into it, so that it is one file that can be opened by itself. */
export async function foldLog(openDatabase: OpenDatabase, target: string): Promise<void> {
  const copy = openDatabase(target, { synchronous: "NORMAL" });
  try {
    // Some megabytes at most; the disk gets them below, where nobody waits.
    copy.exec("PRAGMA synchronous=OFF");
    forgetLog(copy);
    copy.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    copy.close();
  }
  await flush(target);
}

/** Waits until a file, or the names in a folder, are on the disk. */
export async function flush(path: string): Promise<void> {
  const file: FileHandle = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
