import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** The file of a log of changes. Everything is synchronous and throws what the system says. */
export interface ChangeLogFile {
  /** Its size in bytes; `undefined` when it does not exist. */
  size(): number | undefined;
  /** Its bytes up to `end`. */
  read(end: number): Uint8Array;
  /** Puts a new file with these bytes in its place; it and its name are on the disk then. */
  create(bytes: Uint8Array): void;
  /** Writes over bytes that are there. */
  write(bytes: Uint8Array, position: number): void;
  /** Returns when all that was written is on the disk. */
  sync(): void;
  close(): void;
}

/** Ending of a file that is not complete. */
const unfinished = ".new";

/** The log at a path. */
export function openChangeLogFile(path: string): ChangeLogFile {
  let descriptor: number | undefined;
  const opened = () => descriptor ??= openSync(path, "r+");
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    // Of the file that is open, whatever has become of its name.
    size: () =>
      descriptor === undefined ? statSync(path, { throwIfNoEntry: false })?.size : fstatSync(descriptor).size,
    read(end) {
      const bytes = new Uint8Array(end);
      let done = 0;
      for (let read = 1; read > 0 && done < end; done += read) {
        read = readSync(opened(), bytes, done, end - done, done);
      }
      return bytes.subarray(0, done);
    },
    create(bytes) {
      close();
      const partial = path + unfinished;
      try {
        writeNew(partial, bytes);
        renameSync(partial, path);
      } catch (error) {
        // On a full disk it would take the room that others need.
        rmSync(partial, { force: true });
        throw error;
      }
      syncFolder(dirname(path));
    },
    write: (bytes, position) => writeAt(opened(), bytes, position),
    // Not fsync: neither the length nor the blocks of the file change, and its times may be lost.
    sync: () => fdatasyncSync(opened()),
    close,
  };
}

/** Writes all of `bytes` at a position. */
export function writeAt(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
}

function writeNew(path: string, bytes: Uint8Array): void {
  const descriptor = openSync(path, "w", 0o600);
  try {
    writeAt(descriptor, bytes, 0);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
