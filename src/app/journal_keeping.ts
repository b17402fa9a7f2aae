import { dirname, join } from "node:path";
import { fault } from "../faults/fault.ts";
import { systemClock } from "../base/clock.ts";
import { closeAll } from "../base/close_all.ts";
import type { Logger } from "../base/logger.ts";
import { StorageError, type StorageFailure } from "../base/storage_error.ts";
import type { HealthSource } from "../health/process_health.ts";
import type { HealthReason } from "../health/reason.ts";
import type { BroadcastStore } from "../broadcasting/broadcast_store.ts";
import type { RoutingStore } from "../routing/routing_store.ts";
import { Thread } from "../runtime/thread.ts";
import { CursorSpool } from "../storage/cursor_spool.ts";
import type { DatabaseHealth } from "../storage/database_health.ts";
import { type JournalFile, journalLogPath } from "../storage/journal_file.ts";
import { type CallJournal, createRemoteJournalFile } from "../storage/journal_functions.ts";
import type { SqlDatabase } from "../storage/driver.ts";
import { threadedBroadcastStore } from "../storage/threaded_broadcast_store.ts";
import { threadedRoutingStore } from "../storage/threaded_routing_store.ts";

/** How journal.db is opened. */
interface OpenJournalOptions {
  readonly path: string;
  /** Path of botmux.db, which holds what routing and broadcasts keep. */
  readonly registryPath: string;
  readonly databases: DatabaseHealth;
  readonly logger: Logger;
}

/** Opens journal.db, creating it if needed. @throws {OperationalError} when it cannot be used. */
export type OpenJournal = (options: OpenJournalOptions) => Promise<KeptJournal>;

/** journal.db, wherever it is kept. */
interface KeptJournal extends HealthSource {
  readonly file: JournalFile;
  /** Where routing keeps its work. @param registry botmux.db, as it is open in this thread */
  routingStore(registry: SqlDatabase): RoutingStore;
  /** Where broadcasts are kept. @param registry as above */
  broadcastStore(registry: SqlDatabase): BroadcastStore;
}

/** Folder of confirmed positions that are not in the journal yet, in the data folder. */
const spoolFolder = "confirmed";

/** Calls that write: after one, the file is known to take writes. */
const writes: ReadonlySet<string> = new Set(["commit", "saveCursors", "saveMemory", "addDeadLetters"]);

/** Keeps the journal and the work of routing and broadcasts in a thread of their own: a slow disk delays updates, and nothing else. */
export async function openJournalThread(
  { path, registryPath, databases, logger }: OpenJournalOptions,
): Promise<KeptJournal> {
  const thread = new Thread({
    name: "journal",
    url: new URL("./journal_thread.ts", import.meta.url),
    data: { path, registryPath },
    // It works as long as it takes, whatever time it is for the updates.
    clock: systemClock,
    logger,
    // What is cut off may be committed all the same.
    isPatient: true,
    onTold: (event) => databases.failed(new StorageError(event as StorageFailure)), // The other side tells nothing else.
  });
  const call: CallJournal = async (method, parameters) => {
    const result = await thread.call(method, parameters);
    if (writes.has(method)) journalWorks(databases, path);
    else if (isWriteForMessage(method)) databases.works(registryPath);
    return result;
  };
  const file = createRemoteJournalFile(path, call, () => thread.close());
  try {
    // The first call opens it.
    await file.readIds();
  } catch (error) {
    await file.close();
    throw error;
  }
  const spool = new CursorSpool({
    store: file.store,
    folder: join(dirname(path), spoolFolder),
    clock: systemClock,
    onError: (error) => logger.warn("cannot keep confirmed positions beside the journal", { error }),
  });
  return {
    file: withSpool(file, spool),
    routingStore: () => threadedRoutingStore.reach(call),
    broadcastStore: () => threadedBroadcastStore.reach(call),
    reasons: () => stallReasons(thread),
  };
}

/** Whether a function that was called writes to the registry's database for each message. */
function isWriteForMessage(method: string): boolean {
  return threadedRoutingStore.isCallOf(method, "plan", "finish") ||
    threadedBroadcastStore.isCallOf(method, "advance");
}

function journalWorks(databases: DatabaseHealth, path: string): void {
  databases.works(path);
  databases.works(journalLogPath(path));
}

/** A journal's file whose cursors go through a spool. */
function withSpool(file: JournalFile, spool: CursorSpool): JournalFile {
  return {
    ...file,
    store: spool.store,
    async hold() {
      await spool.fold();
      return await file.hold();
    },
    close: () => closeAll([() => spool.fold(), () => spool.close(), () => file.close()]),
  };
}

function stallReasons({ stall }: Thread): readonly HealthReason[] {
  if (stall === undefined) return [];
  return [{ fault: fault("journal_stalled"), level: "down", sinceMs: stall.sinceMs }];
}
