import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Accounts } from "../account/accounts.ts";
import { Idempotency } from "../account/idempotency.ts";
import type { Clock } from "../base/clock.ts";
import { closeAll } from "../base/close_all.ts";
import type { Logger } from "../base/logger.ts";
import { StorageError } from "../base/storage_error.ts";
import type { HealthSource } from "../health/process_health.ts";
import type { PushMemory, PushStore } from "../delivery/push/push_store.ts";
import { Journal } from "../journal/journal.ts";
import { ChatMoves } from "../registry/chat_moves.ts";
import { Registry } from "../registry/registry.ts";
import { Routes } from "../routing/routes.ts";
import type { BroadcastStore } from "../broadcasting/broadcast_store.ts";
import type { RoutingStore } from "../routing/routing_store.ts";
import { attempt } from "../storage/attempt.ts";
import { backupsBefore } from "../storage/backups.ts";
import { checkAtStart } from "../storage/check_database.ts";
import { type BackupSource, heldSource, sharedSource } from "../storage/backup_source.ts";
import { SqliteChatMoveStore } from "../storage/sqlite_chat_move_store.ts";
import {
  databaseIds,
  joinFiles,
  type OpenFile,
  peekFileIds,
  requireFile,
  requireSameId,
} from "../storage/data_files.ts";
import type { DatabaseHealth } from "../storage/database_health.ts";
import type { OpenDatabase } from "../storage/driver.ts";
import type { OpenJournal } from "./journal_keeping.ts";
import { damagedContent } from "../storage/explain_failure.ts";
import { readFileIds, writeFileId } from "../storage/file_ids.ts";
import { journalLogPath } from "../storage/journal_file.ts";
import { SqliteIdempotencyStore } from "../storage/sqlite_idempotency_store.ts";
import { type AccountsSettings, openAccounts } from "../storage/open_accounts.ts";
import { openRegistryStore } from "../storage/open_registry.ts";
import type { KeptSecrets } from "../storage/secret_keys.ts";
import { probeWrite } from "../storage/probe_write.ts";
import { SqliteRouteStore } from "../storage/sqlite_route_store.ts";

/** Where and how the data folder is opened. */
interface OpenDataOptions {
  readonly openDatabase: OpenDatabase;
  readonly openJournal: OpenJournal;
  /** Told of every failure of the databases. */
  readonly databases: DatabaseHealth;
  readonly dataDir: string;
  /** Whether the archive will be opened. */
  readonly hasArchive: boolean;
  /** An API key with every right, for as long as the settings give it. */
  readonly apiKey: string | undefined;
  /** Keys that secrets are encrypted with, the current one first; none leaves them in the clear. */
  readonly secretKeys: readonly string[];
  readonly clock: Clock;
  readonly accounts: AccountsSettings;
  readonly logger: Logger;
}

/** The data folder, open. The archive opens its own part by itself. */
export interface OpenData {
  readonly registry: Registry;
  readonly chatMoves: ChatMoves;
  readonly accounts: Accounts;
  readonly idempotency: Idempotency;
  /** Databases that a backup copies. */
  readonly backupSources: readonly BackupSource[];
  readonly journal: Journal;
  /** What the journal is kept in. */
  readonly keptJournal: HealthSource;
  readonly pushStore: PushStore;
  readonly memories: readonly PushMemory[];
  readonly routes: Routes;
  readonly routingStore: RoutingStore;
  readonly broadcastStore: BroadcastStore;
  /** The id that the archive has or gets; `undefined` when there is to be none. */
  readonly archiveId: string | undefined;
  /** Notes that the archive is there, so that it is missed when it is not. */
  noteArchive(): void;
  /** Closes the databases; nothing may use them any more. */
  close(): Promise<void>;
}

/**
 * Opens the data folder, brings its databases up to date, and reads what is in them.
 *
 * @throws {OperationalError} when the folder cannot be used or another BotMux holds it.
 */
export async function openData(options: OpenDataOptions): Promise<OpenData> {
  const { databases, dataDir, apiKey, secretKeys: keys, clock, logger } = options;
  const openDatabase = databases.watching(options.openDatabase);
  const path = join(dataDir, "journal.db");
  const registryPath = join(dataDir, "botmux.db");
  const known = peekFileIds(openDatabase, registryPath);
  requireFile(dataDir, "journal.db", known);
  const keptJournal = await options.openJournal({ path, registryPath, databases, logger });
  const { file } = keptJournal;
  const opened: { close(): void | Promise<void> }[] = [file];
  const close = () => closeAll(opened.map((each) => () => each.close()));
  try {
    requireFile(dataDir, "botmux.db", await file.readIds());
    const registryStore = openRegistryStore(openDatabase, dataDir, { keys, beginAtMs: clock.now() });
    opened.push(registryStore);
    warnOfRemains(registryStore.secrets, dataDir, logger);
    const registryFile: OpenFile = { database: registryStore.database, path: registryPath };
    await joinFiles(file, databaseIds(registryFile));
    const archiveId = options.hasArchive ? findArchiveId(openDatabase, dataDir, registryFile) : undefined;
    for (const damage of [await file.check(), checkAtStart(registryStore.database, registryPath)]) {
      if (damage !== undefined) databases.failed(damage);
    }
    const registry = await reading(registryPath, () => Registry.open(registryStore.store, clock));
    const chatMoves = await reading(
      registryPath,
      () => ChatMoves.open({ store: new SqliteChatMoveStore(registryStore.database), clock, logger }),
    );
    const accounts = openAccounts(registryStore.database, clock, {
      ...options.accounts,
      chats: chatMoves,
      cipher: registryStore.secrets.cipher,
    });
    await accounts.apiKeys.follow(apiKey);
    const idempotency = new Idempotency(new SqliteIdempotencyStore(registryStore.database), clock);
    const routes = await reading(
      registryPath,
      () => Routes.open({ store: new SqliteRouteStore(registryStore.database), clock }),
    );
    const routingStore = keptJournal.routingStore(registryStore.database);
    const broadcastStore = keptJournal.broadcastStore(registryStore.database);
    const { store, pushStore } = file;
    const journal = await reading(path, () => Journal.open({ store, clock, logger }));
    const memories = await reading(path, () => pushStore.loadMemories());
    for (const each of [path, journalLogPath(path)]) databases.setProbe(each, () => file.probe());
    databases.setProbe(join(dataDir, "botmux.db"), () => attempt(() => probeWrite(registryStore.database)));
    const backupSources = [
      // The archive first: what it lacks, it takes from the journal once more.
      sharedSource(openDatabase, join(dataDir, "archive.db")),
      heldSource(file),
      sharedSource(openDatabase, join(dataDir, "botmux.db")),
    ];
    return {
      registry,
      chatMoves,
      accounts,
      archiveId,
      noteArchive: () => archiveId && writeFileId(registryStore.database, "archive.db", archiveId),
      idempotency,
      backupSources,
      journal,
      keptJournal,
      pushStore,
      memories,
      routes,
      routingStore,
      broadcastStore,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Tells of secrets in the clear that are left although they are encrypted now. */
function warnOfRemains({ encryptedSinceMs, isClean }: KeptSecrets, dataDir: string, logger: Logger): void {
  if (encryptedSinceMs === undefined) return;
  if (!isClean) {
    logger.warn("botmux.db may still hold secrets in the clear, another process reads it; restart BotMux");
  }
  const older = backupsBefore(join(dataDir, "backups"), encryptedSinceMs);
  if (older.length === 0) return;
  logger.warn("backups from before encryption hold secrets in the clear; remove them", {
    count: older.length,
    latest: older[0],
  });
}

/** @throws {OperationalError} when the archive that the folder had is missing or another one. */
function findArchiveId(openDatabase: OpenDatabase, dataDir: string, registry: OpenFile): string {
  const path = join(dataDir, "archive.db");
  const ids = readFileIds(registry.database);
  requireFile(dataDir, "archive.db", ids);
  const known = ids.get("archive.db");
  const own = peekArchiveId(openDatabase, path);
  requireSameId([path, registry.path], own, known);
  return known ?? own ?? randomUUID();
}

/** `undefined` for one that is not there, keeps none, or cannot be read: all else goes on without it, and health tells. */
function peekArchiveId(openDatabase: OpenDatabase, path: string): string | undefined {
  try {
    return peekFileIds(openDatabase, path).get("archive.db");
  } catch (error) {
    if (error instanceof StorageError) return undefined;
    throw error;
  }
}

/** Reads what a database holds; content that makes no sense is damage, too. */
async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof StorageError ? error : damagedContent(path, error);
  }
}
