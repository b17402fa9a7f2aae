import { StorageError } from "../base/storage_error.ts";
import type { PushStore } from "../delivery/push/push_store.ts";
import type { JournalEntry, JournalStore, LogAppend, LogState } from "../journal/journal_store.ts";
import { packCursors, type PackedCursors, unpackCursors } from "../journal/packed_cursors.ts";
import { type PackedEntries, packEntries, unpackEntries } from "../journal/packed_entries.ts";
import type { DataFile } from "./file_ids.ts";
import type { JournalFile } from "./journal_file.ts";

/** Calls a function of a journal that another thread keeps. */
export type CallJournal = (method: string, parameters: readonly unknown[]) => Promise<unknown>;

/** How many of the entries of a commit are a log's, and its state after them. */
interface AppendedLog {
  readonly state: LogState;
  readonly count: number;
}

/** What crosses between the threads other than as it is. */
interface PackedFunctions {
  commit(logs: readonly AppendedLog[], entries: PackedEntries, cursors: PackedCursors): Promise<void>;
  saveCursors(cursors: PackedCursors): Promise<void>;
  read(...parameters: Parameters<JournalStore["read"]>): Promise<PackedEntries>;
  readBackward(...parameters: Parameters<JournalStore["readBackward"]>): Promise<PackedEntries>;
  findByUpstreamIds(...parameters: Parameters<JournalStore["findByUpstreamIds"]>): Promise<PackedEntries>;
}

/** Functions of the store that take and give plain data. */
const storeNames = [
  "load",
  "firstReceivedSince",
  "countBetween",
  "prune",
  "forgetUser",
  "rewriteWithout",
  "deleteLog",
  "deleteCursor",
] as const satisfies readonly Exclude<keyof JournalStore, keyof PackedFunctions>[];

const pushNames = [
  "loadMemories",
  "saveMemory",
  "addDeadLetters",
  "deadLetters",
  "countDeadLetters",
  "removeDeadLetter",
  "forget",
] as const satisfies readonly (keyof PushStore)[];

const fileNames = ["probe", "hold", "release"] as const satisfies readonly (keyof JournalFile)[];

/** Everything that a journal's file does, as functions to be offered to another thread. */
export function journalFunctions(
  file: JournalFile,
): Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>> {
  const { store, pushStore } = file;
  const packed: PackedFunctions = {
    commit: (logs, entries, cursors) => store.commit(toAppends(logs, entries), unpackCursors(cursors)),
    saveCursors: (cursors) => store.saveCursors(unpackCursors(cursors)),
    read: async (...parameters) => packEntries(await store.read(...parameters)),
    readBackward: async (...parameters) => packEntries(await store.readBackward(...parameters)),
    findByUpstreamIds: async (...parameters) => packEntries(await store.findByUpstreamIds(...parameters)),
  };
  return {
    ...boundTo(store, storeNames),
    ...boundTo(pushStore, pushNames),
    ...boundTo(file, fileNames),
    ...packed,
    readIds: async () => [...await file.readIds()],
    writeIds: (ids: readonly [DataFile, string][]) => file.writeIds(new Map(ids)),
    async check() {
      const damage = await file.check();
      return damage && { path: damage.path, kind: damage.kind, detail: damage.detail };
    },
  };
}

/**
 * A journal's file that is reached through `call`, such as one in another thread.
 *
 * @param close ends the other thread
 */
export function createRemoteJournalFile(
  path: string,
  call: CallJournal,
  close: () => Promise<void>,
): JournalFile {
  const remote = <T>(names: readonly string[]) =>
    // The other side is compiled against the same types.
    Object.fromEntries(
      names.map((name) => [name, (...parameters: unknown[]) => call(name, parameters)]),
    ) as T;
  const packed = remote<PackedFunctions>([
    "commit",
    "saveCursors",
    "read",
    "readBackward",
    "findByUpstreamIds",
  ]);
  return {
    path,
    store: {
      ...remote<Pick<JournalStore, (typeof storeNames)[number]>>(storeNames),
      commit: (appends, cursors) =>
        packed.commit(
          appends.map(({ state, entries }) => ({ state, count: entries.length })),
          packEntries(appends.flatMap(({ entries }) => entries)),
          packCursors(cursors),
        ),
      saveCursors: (cursors) => packed.saveCursors(packCursors(cursors)),
      read: async (...parameters) => unpackEntries(await packed.read(...parameters)),
      readBackward: async (...parameters) => unpackEntries(await packed.readBackward(...parameters)),
      findByUpstreamIds: async (...parameters) =>
        unpackEntries(await packed.findByUpstreamIds(...parameters)),
    },
    pushStore: remote<PushStore>(pushNames),
    ...remote<Pick<JournalFile, (typeof fileNames)[number]>>(fileNames),
    readIds: async () => new Map(await call("readIds", []) as [DataFile, string][]), // As above.
    writeIds: async (ids) => void await call("writeIds", [[...ids]]),
    async check() {
      const damage = await call("check", []) as ConstructorParameters<typeof StorageError>[0] | undefined; // As above.
      return damage && new StorageError(damage);
    },
    close,
  };
}

function toAppends(logs: readonly AppendedLog[], packed: PackedEntries): LogAppend[] {
  const entries: JournalEntry[] = unpackEntries(packed);
  let start = 0;
  return logs.map(({ state, count }) => ({ state, entries: entries.slice(start, start += count) }));
}

function boundTo<T extends object>(target: T, names: readonly (keyof T & string)[]) {
  return Object.fromEntries(names.map((name) => {
    const method = target[name];
    if (typeof method !== "function") throw new TypeError(`Cannot offer ${name}: it is no function`);
    return [name, method.bind(target) as (...parameters: never[]) => Promise<unknown>] as const; // It is one of them.
  }));
}
