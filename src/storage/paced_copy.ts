import { read } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type Clock, sleep } from "../base/clock.ts";

/** How a file is copied. */
export interface PacedCopyOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of the bytes that were copied. */
  readonly onCopied: (bytes: number) => void;
}

/** What is copied. */
interface CopiedFile {
  readonly descriptor: number;
  /** Bytes from its beginning on; to its end when absent. */
  readonly length?: number;
}

/** Bytes that are copied in one go. */
const pieceBytes = 1024 * 1024;

/**
 * Copies a file to `target`, where nothing may stand yet. Each piece is on the disk before the
 * next is read, and the disk is left to others for as long as it took: who waits for a small write of theirs waits for
 * one piece, not for all that a system would gather in memory.
 *
 * @throws what `signal` was aborted with.
 */
export async function copyPaced(
  { descriptor, length: wanted = Infinity }: CopiedFile,
  target: string,
  { clock, signal, onCopied }: PacedCopyOptions,
): Promise<void> {
  const file = await open(target, "wx", 0o600);
  try {
    const piece = new Uint8Array(pieceBytes);
    for (let at = 0; at < wanted;) {
      signal.throwIfAborted();
      const beganMs = clock.now();
      const length = await readAt(descriptor, piece.subarray(0, wanted - at), at);
      if (length === 0) return;
      await writeAll(file, piece.subarray(0, length), at);
      await file.datasync();
      at += length;
      onCopied(length);
      const tookMs = clock.now() - beganMs;
      if (tookMs > 0) await sleep(clock, tookMs, signal);
    }
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
  }
}

/** Reads at a place; fewer bytes than asked for only at the end. */
export async function readAt(descriptor: number, bytes: Uint8Array, at: number): Promise<number> {
  let length = 0;
  while (length < bytes.length) {
    const more = await new Promise<number>((resolve, reject) =>
      read(
        descriptor,
        bytes,
        length,
        bytes.length - length,
        at + length,
        (error, count) => error === null || error === undefined ? resolve(count) : reject(error),
      )
    );
    if (more === 0) break;
    length += more;
  }
  return length;
}
