import { type Accounts, type AccountsOptions, createAccounts } from "../account/accounts.ts";
import type { Clock } from "../base/clock.ts";
import { SqliteApiKeyStore } from "./api_key_store.ts";
import { SqliteAuditStore } from "./audit_store.ts";
import { SqliteDeviceStore } from "./device_store.ts";
import type { SqlDatabase } from "./driver.ts";
import { SqliteNoteStore } from "./note_store.ts";
import { SqliteOperatorStore } from "./operator_store.ts";
import { SqliteReadMarkStore } from "./read_mark_store.ts";
import { SqliteTagStore } from "./tag_store.ts";

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
