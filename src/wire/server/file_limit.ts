import { readFileSync } from "node:fs";

/** Taken where the limit cannot be read, as on macOS. */
const assumedOpenFiles = 1024;
/**
 * For databases, threads, connections to upstream and files that are sent: Deno holds some 50 from the start. Connections
 * that are refused count too, and those that a runtime accepts before it tells.
 */
const minReserve = 112;
const reservedShare = 1 / 4;
/** Taken however low the limit is. */
const minConnections = 8;

/** Connections that a server takes by default: what the limit of open files leaves, a reserve apart. */
export function defaultMaxConnections(files = readMaxOpenFiles() ?? assumedOpenFiles): number {
  return Math.max(minConnections, Math.floor(files - Math.max(minReserve, files * reservedShare)));
}

/** The soft limit of open files of a process, this one unless named; `undefined` where it cannot be read. */
export function readMaxOpenFiles(pid: number | "self" = "self"): number | undefined {
  try {
    const found = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync(`/proc/${pid}/limits`, "utf8"))?.[1];
    if (found === "unlimited") return 1_048_576;
    return found === undefined ? undefined : Number(found);
  } catch {
    // Only Linux has this file, and not everybody may read it.
    return undefined;
  }
}
