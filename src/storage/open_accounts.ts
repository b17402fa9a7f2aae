import { type Accounts, createAccounts } from "../account/accounts.ts";
import type { ScryptCost } from "../account/password_hash.ts";
import type { Clock } from "../base/clock.ts";
import { SqliteApiKeyStore } from "./api_key_store.ts";
import { SqliteAuditStore } from "./audit_store.ts";
import type { SqlDatabase } from "./driver.ts";
import { SqliteNoteStore } from "./note_store.ts";
import { SqliteOperatorStore } from "./operator_store.ts";
import { SqliteReadMarkStore } from "./read_mark_store.ts";
import { SqliteTagStore } from "./tag_store.ts";

/** The accounts in botmux.db, which must be migrated already; passwords cost the usual unless said otherwise. */
export function openAccounts(database: SqlDatabase, clock: Clock, passwordCost?: ScryptCost): Accounts {
  return createAccounts({
    apiKeyStore: new SqliteApiKeyStore(database),
    operatorStore: new SqliteOperatorStore(database),
    auditStore: new SqliteAuditStore(database),
    tagStore: new SqliteTagStore(database),
    noteStore: new SqliteNoteStore(database),
    readMarkStore: new SqliteReadMarkStore(database),
    clock,
    passwordCost,
  });
}
