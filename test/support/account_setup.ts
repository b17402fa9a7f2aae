import type { AccountStore } from "../../src/account/store.ts";
import { SqliteAccountStore } from "../../src/storage/account_store.ts";
import type { SqlDatabase } from "../../src/storage/driver.ts";
import { openRegistryStore } from "../../src/storage/open_registry.ts";
import { ManualClock } from "./manual_clock.ts";
import { createTempFolder } from "./temp_folder.ts";
import { openDatabase } from "./this_driver.ts";

/** Accounts on a real database, with a clock that stands still. */
export interface AccountSetup extends Disposable {
  readonly store: AccountStore;
  readonly database: SqlDatabase;
  readonly clock: ManualClock;
}

/** Opens an empty one. */
export function openAccounts(): AccountSetup {
  const folder = createTempFolder();
  const { database, close } = openRegistryStore(openDatabase, folder.path);
  return {
    store: new SqliteAccountStore(database),
    database,
    clock: new ManualClock(),
    [Symbol.dispose]() {
      close();
      folder[Symbol.dispose]();
    },
  };
}
