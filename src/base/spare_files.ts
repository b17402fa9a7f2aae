import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

/**
 * Whether the process may open `count` more files at this moment, which it tries. Where it may not even try, as without
 * Deno's permission, the answer is yes.
 */
export function hasSpareFiles(count: number): boolean {
  const files: number[] = [];
  try {
    while (files.length < count) files.push(openSync(devNull, "r"));
    return true;
  } catch (error) {
    return !isOutOfFiles(error);
  } finally {
    for (const file of files) closeSync(file);
  }
}

/** The limit of the process, or that of the whole machine. */
function isOutOfFiles(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EMFILE" || code === "ENFILE";
}
