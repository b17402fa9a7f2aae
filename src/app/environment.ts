import type { ScryptCost } from "../account/password_hash.ts";
import type { Clock } from "../base/clock.ts";
import type { Platform } from "../runtime/platform.ts";
import type { Sandbox } from "../sandbox/sandbox_interface.ts";
import type { OpenJournal } from "./journal_keeping.ts";
import type { OpenDatabase } from "../storage/driver.ts";

/** What a BotMux runs on. */
export interface Environment {
  readonly platform: Platform;
  readonly openDatabase: OpenDatabase;
  /** Opens the journal; in a thread of its own unless given. */
  readonly openJournal?: OpenJournal | undefined;
  readonly clock?: Clock | undefined;
  /** Cost of hashing a password; the default of production unless given. */
  readonly passwordCost?: ScryptCost | undefined;
  /** The made-up Telegram that is upstream, of a demo: operators act as its people. */
  readonly sandbox?: Sandbox | undefined;
}
