import { join } from "node:path";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { Journal } from "../../src/journal/journal.ts";
import type { ReceivedUpdate } from "../../src/journal/received.ts";
import { journalMigrations } from "../../src/storage/journal_migrations.ts";
import { SqliteJournalStore } from "../../src/storage/sqlite_journal_store.ts";
import { SqlitePushStore } from "../../src/storage/sqlite_push_store.ts";
import { migrate } from "../../src/storage/migrations.ts";
import { readUpdateFacts } from "../../src/telegram/update_facts.ts";
import { ManualClock } from "./manual_clock.ts";
import { createTempFolder } from "./temp_folder.ts";
import { openDatabase } from "./this_driver.ts";

/** The journal's store on a real database in `folder`. */
export function openJournalStore(
  folder: string,
): { readonly store: SqliteJournalStore; readonly pushStore: SqlitePushStore; close(): void } {
  const database = openDatabase(join(folder, "journal.db"), { synchronous: "FULL", exclusive: true });
  migrate(database, journalMigrations, "journal.db");
  return {
    store: new SqliteJournalStore(database),
    pushStore: new SqlitePushStore(database),
    close: () => database.close(),
  };
}

/** A journal of one bot (id 1) on a real database, with a clock that stands still. */
export interface JournalSetup extends AsyncDisposable {
  journal: Journal;
  readonly store: SqliteJournalStore;
  readonly pushStore: SqlitePushStore;
  readonly clock: ManualClock;
  /** Closes the journal and opens it again, as a restart does. */
  restart(): Promise<void>;
}

export const testBotId = 1;
const dayMs = 86_400_000;
export const testRetention = { retentionMs: dayMs, maxBytes: 64 * 1024 * 1024 };

export async function openJournal(): Promise<JournalSetup> {
  const folder = createTempFolder();
  const { store, pushStore, close } = openJournalStore(folder.path);
  const clock = new ManualClock();
  const open = async () => {
    const journal = await Journal.open({ store, clock, logger: silentLogger });
    journal.openLog(testBotId, testRetention);
    return journal;
  };
  const setup: JournalSetup = {
    journal: await open(),
    store,
    pushStore,
    clock,
    async restart() {
      await setup.journal.close();
      setup.journal = await open();
    },
    async [Symbol.asyncDispose]() {
      await setup.journal.close();
      close();
      folder[Symbol.dispose]();
    },
  };
  return setup;
}

/** An update as upstream would send it: a text message unless `body` says otherwise. */
export function update(updateId: number, body?: Record<string, unknown>): ReceivedUpdate {
  const content = body ??
    { message: { message_id: updateId, date: 0, chat: { id: 7, type: "private" }, text: "hi" } };
  const text = `{"update_id":${updateId},\n${JSON.stringify(content).slice(1)}`;
  return { facts: readUpdateFacts(JSON.parse(text)), bytes: encodeUtf8(text) };
}

/** A text message in a chat, a topic and from a user. */
export function messageIn(
  updateId: number,
  where: { chat: number; topic?: number; user?: number },
): ReceivedUpdate {
  return update(updateId, {
    message: {
      message_id: updateId,
      date: 0,
      chat: { id: where.chat },
      ...(where.user === undefined ? {} : { from: { id: where.user } }),
      ...(where.topic === undefined ? {} : { message_thread_id: where.topic, is_topic_message: true }),
      text: "hi",
    },
  });
}

/** Updates with these ids. */
export function updates(...ids: number[]): ReceivedUpdate[] {
  return ids.map((id) => update(id));
}
