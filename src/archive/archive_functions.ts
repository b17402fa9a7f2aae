import type { Archive } from "./archive.ts";

/**
 * What may be asked of an archive, wherever it runs: every method takes and gives plain data, and rejects with
 *
 * - a `RangeError` when a cursor is not one that it gave,
 * - a {@link StorageError} when its database is damaged or cannot be read or written,
 * - an {@link OperationalError} when it cannot be reached any more.
 */
export type ArchiveService = Omit<Archive, never>;

/** The names of all that may be asked. */
const names = [
  "bots",
  "record",
  "capture",
  "captureSpooled",
  "commit",
  "setPosition",
  "skip",
  "setRetention",
  "search",
  "messages",
  "stretch",
  "message",
  "history",
  "records",
  "countRecords",
  "chats",
  "latestChats",
  "chat",
  "staleChat",
  "noteAsked",
  "topics",
  "members",
  "joinRequests",
  "removeJoinRequest",
  "users",
  "user",
  "poll",
  "statistics",
  "exportChat",
  "condense",
  "reread",
  "prune",
  "removeChat",
  "forgetUser",
  "forgetMessages",
  "removeBot",
] as const satisfies readonly (keyof Archive)[];

/** An archive's methods as functions, to be offered to another thread. */
export function archiveFunctions(
  archive: Archive,
): Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>> {
  return Object.fromEntries(names.map((name) => [name, archive[name].bind(archive)]));
}

/** An archive that is reached through `call`, such as one in another thread. */
export function createRemoteArchive(
  call: (method: string, parameters: readonly unknown[]) => Promise<unknown>,
): ArchiveService {
  const functions = names.map((name) =>
    [name, (...parameters: unknown[]) => call(name, parameters)] as const
  );
  // The other side is an Archive, and `names` holds all that it has: a test compares them.
  return Object.fromEntries(functions) as unknown as ArchiveService;
}
