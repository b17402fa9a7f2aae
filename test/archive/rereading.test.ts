import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Archive } from "../../src/archive/archive.ts";
import { runArchiveMaintenance } from "../../src/archive/archive_maintenance.ts";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { archiveMigrations } from "../../src/storage/archive_migrations.ts";
import { migrate } from "../../src/storage/migrations.ts";
import { openArchiveStore } from "../../src/storage/open_archive.ts";
import { lastDateMs } from "../../src/telegram/date.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { botId, dateSec, message, pack } from "./archive_setup.ts";

/** The last step of an archive that knew words only, and topics only by their beginning. */
const wordsOnly = 5;
const group = { id: -100_900, type: "supergroup", title: "Garden 🌷", is_forum: true };

/** An archive of that version with messages of a topic, each indexed by the word `old` alone. */
function writeOldArchive(folder: string, count: number): void {
  const database = openDatabase(join(folder, "archive.db"), { synchronous: "NORMAL" });
  migrate(database, archiveMigrations.slice(0, wordsOnly), "archive.db");
  database.prepare("INSERT INTO bots (bot_id, position, records, bytes) VALUES (?, ?, ?, 1)").run(
    botId,
    count + 1,
    count,
  );
  database.prepare(
    `INSERT INTO chats (bot_id, chat_id, facts, membership, incoming, outgoing, first_at, last_at, unanswered_at, folded,
       username) VALUES (?, ?, ?, '', 1, 0, 1, 1, 0, 'garden', '')`,
  ).run(botId, group.id, JSON.stringify(group));
  database.transaction(() => {
    for (let id = 1; id <= count; id++) {
      const message = {
        message_id: id,
        date: dateSec,
        chat: group,
        from: { id: 42, is_bot: false, first_name: "Ann" },
        text: `old 💶 ${id}`,
        message_thread_id: 5,
        is_topic_message: true,
        reply_to_message: { message_id: 5, date: 1, chat: group, forum_topic_created: { name: "Roses" } },
      };
      const raw = encodeUtf8(JSON.stringify({ update_id: id, message }));
      const at = dateSec * 1000;
      database.prepare(
        `INSERT INTO records (id, bot_id, position, kind, at, chat_id, user_id, message_id, connection, raw)
         VALUES (?, ?, ?, 'message', ?, ?, 42, ?, '', ?)`,
      ).run(id, botId, id, at, group.id, id, raw);
      database.prepare(
        `INSERT INTO messages (id, bot_id, chat_id, message_id, connection, record_id, topic_id, user_id, sender_chat_id,
           direction, content, album_id, at, edited_at, deleted_at)
         VALUES (?, ?, ?, ?, '', ?, 5, 42, 0, 'in', 'text', '', ?, 0, 0)`,
      ).run(id, botId, group.id, id, id, at);
      database.prepare("INSERT INTO message_words (rowid, words, names, keys) VALUES (?, 'old', '', ?)")
        .run(id, `b${botId} cm${-group.id} u42 ktext din`);
    }
  });
  database.close();
}

describe("An archive of an older version", () => {
  test("is reread in small steps, newest messages first, while it stays in use", async () => {
    using folder = createTempFolder();
    writeOldArchive(folder.path, 450);
    const { store, close } = openArchiveStore(openDatabase, folder.path);
    const archive = new Archive(store);
    const found = async (text: string) =>
      (await archive.search({ text, limit: 1_000 })).items.map(({ messageId }) => messageId);
    assertEquals(
      [(await found("old")).length > 0, await found("💶"), await archive.topics(botId, group.id)],
      [true, [], []],
    );

    const steps = [];
    do {
      steps.push((await found("💶"))[0] ?? 0);
    } while (await archive.reread());
    assertEquals(steps, [0, 450, 450]);
    assertEquals((await found("💶 1")).at(-1), 1);
    assertEquals(await archive.topics(botId, group.id), [{ topicId: 5, facts: { name: "Roses" } }]);
    assertEquals((await archive.chats({ botId, name: "🌷" })).items.map(({ chatId }) => chatId), [group.id]);
    assertEquals(await archive.reread(), false);
    close();
  });

  test("new messages are found although rereading fails", async () => {
    using folder = createTempFolder();
    writeOldArchive(folder.path, 3);
    const { store, close } = openArchiveStore(openDatabase, folder.path);
    const archive = new Archive(store);
    const { session } = await archive.record(pack(4, [message(10, { text: "fresh" })]));
    const unreadable = () => {
      throw new RangeError("too deep");
    };
    await assertRejects(() => store.reread(10, unreadable), RangeError, "too deep");
    const { items } = await archive.search({ text: "fresh" });
    assertEquals(items.map(({ messageId }) => messageId), [10]);
    assertEquals((await archive.commit(session)).isAccepted, true);
    close();
  });

  test("loses dates that Telegram cannot have sent", async () => {
    using folder = createTempFolder();
    writeOldArchive(folder.path, 3);
    const database = openDatabase(join(folder.path, "archive.db"), { synchronous: "NORMAL" });
    database.exec(`UPDATE messages SET at = 1000000000000000000, edited_at = -5000 WHERE id = 2;
      UPDATE records SET at = 1000000000000000000 WHERE id = 2; UPDATE chats SET last_at = 1000000000000000000`);
    database.close();
    const { store, close } = openArchiveStore(openDatabase, folder.path);
    const archive = new Archive(store);
    await archive.reread();
    const { messages } = await archive.stretch({ botId, chatId: group.id, topicId: 0, place: { at: "end" } });
    assertEquals(messages.map(({ atMs, editedAtMs }) => [atMs, editedAtMs]), [
      [dateSec * 1000, 0],
      [lastDateMs, 0],
      [dateSec * 1000, 0],
    ]);
    const place = { chatId: group.id, messageId: 2, connection: "" };
    assertEquals((await archive.history(botId, place)).map(({ atMs }) => atMs), [lastDateMs]);
    assertEquals((await archive.chats({ botId })).items.map(({ lastAtMs }) => lastAtMs), [0]);
    close();
  });

  test("continues where it stopped after a restart, as part of maintenance", async () => {
    using folder = createTempFolder();
    writeOldArchive(folder.path, 450);
    const first = openArchiveStore(openDatabase, folder.path);
    await new Archive(first.store).reread();
    first.close();
    const { store, close } = openArchiveStore(openDatabase, folder.path);
    const archive = new Archive(store);
    const clock = new ManualClock();
    const stop = new AbortController();
    const retention = { maxAgeMs: Infinity, maxBytes: Infinity };
    const kept = runArchiveMaintenance({
      archive,
      retention,
      clock,
      logger: silentLogger,
      signal: stop.signal,
    });
    await clock.advance(1_000);
    stop.abort();
    await kept;
    const { items } = await archive.search({ text: "💶 3", limit: 1_000 });
    assertEquals(items.map(({ messageId }) => messageId).at(-1), 3);
    assertEquals(await archive.reread(), false);
    close();
  });
});
