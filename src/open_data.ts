import { join } from "node:path";
import type { Accounts } from "./account/accounts.ts";
import { Idempotency } from "./account/idempotency.ts";
import type { Clock } from "./base/clock.ts";
import type { Logger } from "./base/logger.ts";
import type { PushMemory, PushStore } from "./delivery/push/store.ts";
import { Journal } from "./journal/journal.ts";
import { ChatMoves } from "./registry/chat_moves.ts";
import { Registry } from "./registry/registry.ts";
import { Routes } from "./routing/routes.ts";
import type { RoutingStore } from "./routing/store.ts";
import { attempt } from "./storage/attempt.ts";
import { type BackupSource, exclusiveSource, sharedSource } from "./storage/backup_source.ts";
import { SqliteChatMoveStore } from "./storage/chat_move_store.ts";
import type { DatabaseHealth } from "./storage/database_health.ts";
import type { OpenDatabase } from "./storage/driver.ts";
import { SqliteIdempotencyStore } from "./storage/idempotency_store.ts";
import { journalMigrations } from "./storage/journal_migrations.ts";
import { SqliteJournalStore } from "./storage/journal_store.ts";
import { migrate } from "./storage/migrations.ts";
import { type AccountsSettings, openAccounts } from "./storage/open_accounts.ts";
import { openRegistryStore } from "./storage/open_registry.ts";
import { probeWrite } from "./storage/probe_write.ts";
import { SqlitePushStore } from "./storage/push_store.ts";
import { SqliteRouteStore } from "./storage/route_store.ts";
import { SqliteRoutingStore } from "./storage/routing_store.ts";

/** Where and how the data folder is opened. */
export interface OpenDataOptions {
  readonly openDatabase: OpenDatabase;
  /** Told of every failure of the databases. */
  readonly databases: DatabaseHealth;
  readonly dataDir: string;
  /** An API key with every right, for as long as the settings give it. */
  readonly apiKey: string | undefined;
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
  /** What a backup is made of. */
  readonly backupSources: readonly BackupSource[];
  readonly journal: Journal;
  readonly pushStore: PushStore;
  readonly memories: readonly PushMemory[];
  readonly routes: Routes;
  readonly routingStore: RoutingStore;
  /** Closes the databases; nothing may use them any more. */
  close(): void;
}

/**
 * Opens the data folder, brings its databases up to date, and reads what is in them.
 *
 * @throws {OperationalError} when the folder cannot be used or another BotMux holds it.
 */
export async function openData(options: OpenDataOptions): Promise<OpenData> {
  const { databases, dataDir, apiKey, clock, logger } = options;
  const openDatabase = databases.watching(options.openDatabase);
  const path = join(dataDir, "journal.db");
  const journalDatabase = openDatabase(path, { synchronous: "FULL", exclusive: true });
  const opened: { close(): void }[] = [journalDatabase];
  const close = () => opened.forEach((each) => each.close());
  try {
    migrate(journalDatabase, journalMigrations, path);
    const registryStore = openRegistryStore(openDatabase, dataDir);
    opened.push(registryStore);
    const registry = await Registry.open(registryStore.store, clock);
    const chatMoves = await ChatMoves.open({
      store: new SqliteChatMoveStore(registryStore.database),
      clock,
      logger,
    });
    const accounts = openAccounts(registryStore.database, clock, { ...options.accounts, chats: chatMoves });
    await accounts.apiKeys.follow(apiKey);
    const idempotency = new Idempotency(new SqliteIdempotencyStore(registryStore.database), clock);
    const routes = await Routes.open({ store: new SqliteRouteStore(registryStore.database), clock });
    const routingStore = new SqliteRoutingStore(registryStore.database);
    const journal = await Journal.open({ store: new SqliteJournalStore(journalDatabase), clock, logger });
    const pushStore = new SqlitePushStore(journalDatabase);
    const memories = await pushStore.loadMemories();
    databases.setProbe(path, () => attempt(() => probeWrite(journalDatabase)));
    databases.setProbe(join(dataDir, "botmux.db"), () => attempt(() => probeWrite(registryStore.database)));
    const backupSources = [
      // The archive first: what it lacks, it takes from the journal once more.
      sharedSource(openDatabase, join(dataDir, "archive.db")),
      exclusiveSource(journalDatabase, path),
      sharedSource(openDatabase, join(dataDir, "botmux.db")),
    ];
    return {
      registry,
      chatMoves,
      accounts,
      idempotency,
      backupSources,
      journal,
      pushStore,
      memories,
      routes,
      routingStore,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
