import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import { OpenTransaction } from "../../src/storage/open_transaction.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

function open() {
  const folder = createTempFolder();
  const path = join(folder.path, "test.db");
  const database = openDatabase(path, { synchronous: "NORMAL" });
  database.exec("CREATE TABLE items (item TEXT NOT NULL)");
  let undone = 0;
  const transaction = new OpenTransaction(database, { beforeCommit() {}, onUndone: () => undone++ });
  const other = openDatabase(path, { synchronous: "NORMAL", isReader: true });
  const itemsOf = (each: typeof database) =>
    each.prepare("SELECT item FROM items").all().map(({ item }) => item);
  return {
    database,
    transaction,
    add: (item: string) =>
      transaction.change(() => void database.prepare("INSERT INTO items VALUES (?)").run(item)),
    undone: () => undone,
    /** As the same connection sees it, and as another one does. */
    items: () => [itemsOf(database), itemsOf(other)],
    [Symbol.dispose]() {
      other.close();
      database.close();
      folder[Symbol.dispose]();
    },
  };
}

describe("An open transaction", () => {
  test("shows its changes to its own connection at once, and to others after the commit", () => {
    using setup = open();
    for (const item of ["a", "b"]) setup.add(item);
    assertEquals(setup.items(), [["a", "b"], []]);
    assertEquals([setup.transaction.written, setup.transaction.committed], [2, 0]);
    setup.transaction.commit();
    assertEquals(setup.items(), [["a", "b"], ["a", "b"]]);
    assertEquals([setup.transaction.written, setup.transaction.committed], [2, 2]);
  });

  test("undoes a change that throws, and keeps those before it", () => {
    using setup = open();
    const { session } = setup.transaction;
    setup.add("a");
    const failing = () =>
      setup.transaction.change(() => {
        setup.database.prepare("INSERT INTO items VALUES ('b')").run();
        throw new RangeError("too deep");
      });
    assertThrows(failing, RangeError, "too deep");
    setup.add("c");
    setup.transaction.commit();
    assertEquals(setup.items()[1], ["a", "c"]);
    assertEquals([setup.transaction.session, setup.undone()], [session, 1]);
  });

  test("ends when its only change throws: others can write again", () => {
    using setup = open();
    const { session } = setup.transaction;
    const failing = () =>
      setup.transaction.change(() => {
        setup.database.prepare("INSERT INTO items VALUES ('a')").run();
        throw new RangeError("too deep");
      });
    assertThrows(failing, RangeError, "too deep");
    assertEquals([setup.database.inTransaction(), setup.undone()], [false, 1]);
    setup.add("b");
    setup.transaction.commit();
    assertEquals(setup.items()[1], ["b"]);
    assertEquals([setup.transaction.session, setup.transaction.committed], [session, 1]);
  });

  test("begins another session when its disk is full and what was changed is lost", () => {
    using setup = open();
    const { session } = setup.transaction;
    setup.add("a");
    setup.transaction.commit();
    setup.database.exec("PRAGMA max_page_count=4");
    setup.add("b");
    assertThrows(() => {
      for (let count = 0; count < 100; count++) setup.add("long ".repeat(1000));
      setup.transaction.commit();
    });
    setup.transaction.commit();
    const isLost = setup.transaction.session !== session;
    assertEquals([setup.items()[1]?.includes("b"), setup.undone() > 0], [!isLost, true]);
    setup.database.exec("PRAGMA max_page_count=1000");
    setup.add("c");
    setup.transaction.commit();
    assertEquals(setup.items()[1]?.filter((item) => item === "a" || item === "c"), ["a", "c"]);
  });
});
