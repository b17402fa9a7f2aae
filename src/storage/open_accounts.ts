import { type Accounts, type AccountsOptions, createAccounts } from "../account/accounts.ts";
import type { Clock } from "../base/clock.ts";
import { SqliteApiKeyStore } from "./sqlite_api_key_store.ts";
import { SqliteAuditStore } from "./sqlite_audit_store.ts";
import { SqliteDeviceStore } from "./sqlite_device_store.ts";
import type { SqlDatabase } from "./driver.ts";
import { SqliteNoteStore } from "./sqlite_note_store.ts";
import { SqliteOperatorStore } from "./sqlite_operator_store.ts";
import { SqliteReadMarkStore } from "./sqlite_read_mark_store.ts";
import { SqliteTagStore } from "./sqlite_tag_store.ts";

/** What of accounts does not stand in the database; each as in production unless given. */
export type AccountsSettings = Pick<AccountsOptions, "chats" | "passwordCost" | "telegramPublicKey">;

/** The accounts in botmux.db, which must be migrated already. */
export function openAccounts(database: SqlDatabase, clock: Clock, settings: AccountsSettings = {}): Accounts {
  return createAccounts({
    apiKeyStore: new SqliteApiKeyStore(database),
    operatorStore: new SqliteOperatorStore(database),
    deviceStore: new SqliteDeviceStore(database),
    auditStore: new SqliteAuditStore(database),
    tagStore: new SqliteTagStore(database),
    noteStore: new SqliteNoteStore(database),
    readMarkStore: new SqliteReadMarkStore(database),
    clock,
    ...settings,
  });
}
