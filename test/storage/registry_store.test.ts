import { join } from "node:path";
import { describe, test } from "node:test";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { OperationalError } from "../../src/base/errors.ts";
import { openRegistryStore } from "../../src/storage/open_registry.ts";
import { createBotRecord, createConsumerRecord } from "../support/records.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

describe("botmux.db", () => {
  test("keeps what was written after closing and reopening", async () => {
    using folder = createTempFolder();
    const first = openRegistryStore(openDatabase, folder.path);
    await first.store.insertBot(createBotRecord(), createConsumerRecord());
    const before = await first.store.load();
    first.close();
    const second = openRegistryStore(openDatabase, folder.path);
    const after = await second.store.load();
    second.close();
    assertEquals(after, before);
  });

  for (const damage of ["not JSON", '{"updates": "message"}', '{"chats": ["1"]}']) {
    test(`a filter of ${damage} is refused by name and without repeating it`, async () => {
      using folder = createTempFolder();
      const { store, database, close } = openRegistryStore(openDatabase, folder.path);
      await store.insertBot(createBotRecord(), createConsumerRecord());
      database.prepare("UPDATE consumers SET filter = ?").run(damage);
      const error = await assertRejects(() => store.load(), OperationalError);
      close();
      assertEquals(
        error.message,
        "Cannot read botmux.db: the filter of consumer 1 is damaged. Restore a backup, or correct that row.",
      );
    });
  }

  test("one that a newer BotMux wrote is refused with its path, and can be opened by that one", () => {
    using folder = createTempFolder();
    const { database, close } = openRegistryStore(openDatabase, folder.path);
    database.exec("PRAGMA user_version = 99");
    close();
    assertThrows(
      () => openRegistryStore(openDatabase, folder.path),
      OperationalError,
      `Cannot use ${join(folder.path, "botmux.db")}: a newer BotMux wrote it`,
    );
  });
});
