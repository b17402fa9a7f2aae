import type { Accounts } from "../../src/account/accounts.ts";
import type { NoteStore } from "../../src/account/note_store.ts";
import type { ReadMarkStore } from "../../src/account/read_mark_store.ts";
import type { ApiKeyStore, AuditStore, OperatorStore } from "../../src/account/account_store.ts";
import type { TagStore } from "../../src/account/tag_store.ts";
import { SqliteApiKeyStore } from "../../src/storage/sqlite_api_key_store.ts";
import { SqliteAuditStore } from "../../src/storage/sqlite_audit_store.ts";
import type { SqlDatabase } from "../../src/storage/driver.ts";
import { SqliteNoteStore } from "../../src/storage/sqlite_note_store.ts";
import {
  type AccountsSettings,
  openAccounts as openStoredAccounts,
} from "../../src/storage/open_accounts.ts";
import { openRegistryStore } from "../../src/storage/open_registry.ts";
import { SqliteOperatorStore } from "../../src/storage/sqlite_operator_store.ts";
import { SqliteReadMarkStore } from "../../src/storage/sqlite_read_mark_store.ts";
import { SqliteTagStore } from "../../src/storage/sqlite_tag_store.ts";
import { cheapHash } from "./cheap_hash.ts";
import { ManualClock } from "./manual_clock.ts";
import { createTempFolder } from "./temp_folder.ts";
import { openDatabase } from "./this_driver.ts";

/** Accounts on a real database, with a clock that stands still and passwords that are hashed fast. */
export interface AccountSetup extends Disposable {
  readonly accounts: Accounts;
  readonly store: ApiKeyStore;
  readonly operatorStore: OperatorStore;
  readonly auditStore: AuditStore;
  readonly tagStore: TagStore;
  readonly noteStore: NoteStore;
  readonly readMarkStore: ReadMarkStore;
  readonly database: SqlDatabase;
  readonly clock: ManualClock;
  /** Adds a bot, since some of it belongs to one. */
  addBot(id: number): void;
}

/** Opens an empty one. @param settings what is not as in production */
export function openAccounts(settings: AccountsSettings = {}): AccountSetup {
  const folder = createTempFolder();
  const { database, close } = openRegistryStore(openDatabase, folder.path);
  const clock = new ManualClock();
  const store = new SqliteApiKeyStore(database);
  const operatorStore = new SqliteOperatorStore(database);
  const auditStore = new SqliteAuditStore(database);
  const tagStore = new SqliteTagStore(database);
  const noteStore = new SqliteNoteStore(database);
  const readMarkStore = new SqliteReadMarkStore(database);
  return {
    accounts: openStoredAccounts(database, clock, { passwordCost: cheapHash, ...settings }),
    store,
    operatorStore,
    auditStore,
    tagStore,
    noteStore,
    readMarkStore,
    database,
    clock,
    addBot(id) {
      database.prepare(
        `INSERT INTO bots (id, token, username, name, status, previous_webhook_url, retention_ms,
           max_journal_bytes, added_at) VALUES (?, '', '', '', 'active', '', 1, 1, 1)`,
      ).run(id);
    },
    [Symbol.dispose]() {
      close();
      folder[Symbol.dispose]();
    },
  };
}
