import { readFileSync } from "node:fs";

/** Taken where the limit cannot be read, as on macOS. */
const assumedOpenFiles = 1024;
/** For databases, connections to upstream, and files that are sent. */
const minReserve = 64;
const reservedShare = 1 / 4;

/** Connections that a server takes by default: what the limit of open files leaves, a reserve apart. */
export function defaultMaxConnections(): number {
  const files = maxOpenFiles();
  return Math.max(16, Math.floor(files - Math.max(minReserve, files * reservedShare)));
}

/** The process's limit of open files. */
function maxOpenFiles(): number {
  try {
    const found = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    if (found === "unlimited") return 1_048_576;
    return found === undefined ? assumedOpenFiles : Number(found);
  } catch {
    // Only Linux has this file.
    return assumedOpenFiles;
  }
}
