import { join } from "node:path";
import { archiveMigrations } from "../../src/storage/archive_migrations.ts";
import type { SqlDatabase } from "../../src/storage/driver.ts";
import { openJournalFile } from "../../src/storage/journal_file.ts";
import { createRemoteJournalFile, journalFunctions } from "../../src/storage/journal_functions.ts";
import { journalMigrations } from "../../src/storage/journal_migrations.ts";
import { migrate } from "../../src/storage/migrations.ts";
import { createSecretKey } from "../../src/base/secret_key.ts";
import { SecretCipher } from "../../src/storage/secret_cipher.ts";
import { SqliteApiKeyStore } from "../../src/storage/sqlite_api_key_store.ts";
import { SqliteOperatorStore } from "../../src/storage/sqlite_operator_store.ts";
import { SqliteDeviceStore } from "../../src/storage/sqlite_device_store.ts";
import { SqliteAuditStore } from "../../src/storage/sqlite_audit_store.ts";
import { SqliteIdempotencyStore } from "../../src/storage/sqlite_idempotency_store.ts";
import { SqliteTagStore } from "../../src/storage/sqlite_tag_store.ts";
import { SqliteNoteStore } from "../../src/storage/sqlite_note_store.ts";
import { SqliteReadMarkStore } from "../../src/storage/sqlite_read_mark_store.ts";
import { SqliteChatMoveStore } from "../../src/storage/sqlite_chat_move_store.ts";
import { SqliteRegistryStore } from "../../src/storage/sqlite_registry_store.ts";
import { SqliteRouteStore } from "../../src/storage/sqlite_route_store.ts";
import type { BroadcastStore } from "../../src/broadcasting/broadcast_store.ts";
import { threadedBroadcastStore } from "../../src/storage/threaded_broadcast_store.ts";
import { SqliteBroadcastStore } from "../../src/storage/sqlite_broadcast_store.ts";
import { SqliteRoutingStore } from "../../src/storage/sqlite_routing_store.ts";
import { botmuxMigrations } from "../../src/storage/botmux_migrations.ts";
import { SqliteArchiveStore } from "../../src/storage/sqlite_archive_store.ts";
import { SqliteJournalStore } from "../../src/storage/sqlite_journal_store.ts";
import { SqlitePushStore } from "../../src/storage/sqlite_push_store.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { describeApiKeyStore } from "./contracts/api_key_store.ts";
import { describeOperatorStore } from "./contracts/operator_store.ts";
import { describeDeviceStore } from "./contracts/device_store.ts";
import { describeArchiveStore } from "./contracts/archive_store.ts";
import { describeAuditStore } from "./contracts/audit_store.ts";
import { describeIdempotencyStore } from "./contracts/idempotency_store.ts";
import { describeTagStore } from "./contracts/tag_store.ts";
import { describeJournalStore, type JournalStores } from "./contracts/journal_store.ts";
import { describeNoteStore } from "./contracts/note_store.ts";
import { describeReadMarkStore } from "./contracts/read_mark_store.ts";
import { describeChatMoveStore } from "./contracts/chat_move_store.ts";
import { describeRegistryStore } from "./contracts/registry_store.ts";
import { describeRouteStore } from "./contracts/route_store.ts";
import { type BroadcastStores, describeBroadcastStore } from "./contracts/broadcast_store.ts";
import { describeRoutingStore } from "./contracts/routing_store.ts";
import { describePushStore } from "./contracts/push_store.ts";
import type { OpenTwice } from "./contracts/two_handles.ts";

/** Opens a database file twice, also where BotMux keeps others out: its stores do not rely on that. */
function twice<Store>(
  steps: readonly string[],
  create: (database: SqlDatabase) => Store | Promise<Store>,
): OpenTwice<Store> {
  return async () => {
    const folder = createTempFolder();
    const open = () => {
      const database = openDatabase(join(folder.path, "test.db"), { synchronous: "FULL" });
      migrate(database, steps, "test.db");
      return database;
    };
    const databases = [open(), open()] as const;
    return {
      sharing: "shared",
      first: await create(databases[0]),
      second: await create(databases[1]),
      [Symbol.asyncDispose]() {
        for (const database of databases) database.close();
        folder[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  };
}

const journal = twice(journalMigrations, (database): JournalStores => ({
  journal: new SqliteJournalStore(database),
  push: new SqlitePushStore(database),
}));

/** The journal as BotMux has it: nobody else may open its file, and calls come as messages from another thread. */
const journalFile: OpenTwice<JournalStores> = () => {
  const folder = createTempFolder();
  const path = join(folder.path, "journal.db");
  const file = openJournalFile(openDatabase, path, { onDamage() {} });
  const functions = journalFunctions(file);
  const call = (method: string, parameters: readonly unknown[]) =>
    functions[method]!(...structuredClone(parameters) as never[]).then((result) => structuredClone(result));
  const { store, pushStore, close } = createRemoteJournalFile(path, call, () => file.close());
  const stores = { journal: store, push: pushStore };
  return Promise.resolve({
    sharing: "exclusive",
    first: stores,
    second: stores,
    async [Symbol.asyncDispose]() {
      await close();
      folder[Symbol.dispose]();
    },
  });
};

describeArchiveStore(
  "SQLite archive store",
  twice(archiveMigrations, (database) => new SqliteArchiveStore(database)),
);
describeJournalStore("SQLite journal store", journal);
describeJournalStore("SQLite journal file in another thread", journalFile);
describePushStore("SQLite push store", twice(journalMigrations, (database) => new SqlitePushStore(database)));

const controlWith = (cipher?: SecretCipher) =>
  twice(botmuxMigrations, (database): BroadcastStores => ({
    registry: new SqliteRegistryStore(database, cipher),
    chatMoves: new SqliteChatMoveStore(database),
    operators: new SqliteOperatorStore(database, cipher),
    apiKeys: new SqliteApiKeyStore(database),
    devices: new SqliteDeviceStore(database),
    audit: new SqliteAuditStore(database),
    idempotency: new SqliteIdempotencyStore(database),
    tags: new SqliteTagStore(database),
    notes: new SqliteNoteStore(database),
    readMarks: new SqliteReadMarkStore(database),
    routes: new SqliteRouteStore(database),
    routing: new SqliteRoutingStore(database),
    broadcasts: overMessages(new SqliteBroadcastStore(database)),
  }));

const control = controlWith();
const encrypted = controlWith(new SecretCipher([createSecretKey()]));

/** The store as BotMux has it: calls come as messages from another thread. */
function overMessages(store: BroadcastStore): BroadcastStore {
  const functions = threadedBroadcastStore.offer(() => store);
  return threadedBroadcastStore.reach(async (method, parameters) =>
    structuredClone(await functions[method]!(...structuredClone(parameters) as never[]))
  );
}

describeRegistryStore("SQLite registry store", control);
describeRegistryStore("SQLite registry store with encrypted secrets", encrypted);
describeOperatorStore("SQLite operator store with encrypted secrets", encrypted);
describeChatMoveStore("SQLite chat move store", control);
describeOperatorStore("SQLite operator store", control);
describeApiKeyStore("SQLite api key store", control);
describeDeviceStore("SQLite device store", control);
describeAuditStore("SQLite audit store", control);
describeIdempotencyStore("SQLite idempotency store", control);
describeTagStore("SQLite tag store", control);
describeNoteStore("SQLite note store", control);
describeReadMarkStore("SQLite read mark store", control);
describeRouteStore("SQLite route store", control);
describeRoutingStore("SQLite routing store", control);
describeBroadcastStore("SQLite broadcast store", control);
