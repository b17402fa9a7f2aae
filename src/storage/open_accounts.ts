import { type Accounts, type AccountsOptions, createAccounts } from "../account/accounts.ts";
import type { Clock } from "../base/clock.ts";
import { SqliteApiKeyStore } from "./sqlite_api_key_store.ts";
import { SqliteAuditStore } from "./sqlite_audit_store.ts";
import { SqliteDeviceStore } from "./sqlite_device_store.ts";
import type { SqlDatabase } from "./driver.ts";
import type { SecretCipher } from "./secret_cipher.ts";
import { SqliteNoteStore } from "./sqlite_note_store.ts";
import { SqliteOperatorStore } from "./sqlite_operator_store.ts";
import { SqliteReadMarkStore } from "./sqlite_read_mark_store.ts";
import { SqliteTagStore } from "./sqlite_tag_store.ts";

/** What of accounts does not stand in the database; each as in production unless given. */
export interface AccountsSettings
  extends Pick<AccountsOptions, "chats" | "passwordCost" | "telegramPublicKey"> {
  /** Encrypts secrets; they are kept in the clear without one. */
  readonly cipher?: SecretCipher | undefined;
}

/** The accounts in botmux.db, which must be migrated already. */
export function openAccounts(
  database: SqlDatabase,
  clock: Clock,
  { cipher, ...settings }: AccountsSettings = {},
): Accounts {
  return createAccounts({
    apiKeyStore: new SqliteApiKeyStore(database),
    operatorStore: new SqliteOperatorStore(database, cipher),
    deviceStore: new SqliteDeviceStore(database),
    auditStore: new SqliteAuditStore(database),
    tagStore: new SqliteTagStore(database),
    noteStore: new SqliteNoteStore(database),
    readMarkStore: new SqliteReadMarkStore(database),
    clock,
    ...settings,
  });
}
