import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { silentLogger } from "../../src/base/logger.ts";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import { CompiledFilter } from "../../src/journal/filter.ts";
import { Journal } from "../../src/journal/journal.ts";
import type { JournalStore } from "../../src/journal/journal_store.ts";
import { CursorSpool } from "../../src/storage/cursor_spool.ts";
import {
  messageIn,
  openJournal,
  testBotId,
  testRetention,
  update,
  updates,
} from "../support/journal_setup.ts";
import { createTempFolder } from "../support/temp_folder.ts";

const limits = { updates: 100, bytes: 1 << 22 };
const everything = CompiledFilter.everything();
const onlyChat = (chat: number) =>
  new CompiledFilter({ chats: [chat] }, [{ position: 0, allowed: "default" }]);

/** A store whose reads a test counts and whose commits it holds up. */
function watch(real: JournalStore) {
  const watched = { reads: 0, gate: Promise.resolve() };
  const store: JournalStore = new Proxy(real, {
    get(target, name) {
      if (name === "read") watched.reads++;
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "commit") return value.bind(target);
      return (...parameters: Parameters<JournalStore["commit"]>) =>
        watched.gate.then(() => target.commit(...parameters));
    },
  });
  return { watched, store };
}

describe("Answers to readers at the same place", () => {
  test("are the same bytes, also through equal filters that leave updates out", async () => {
    await using setup = await openJournal();
    const { journal } = setup;
    await journal.append(testBotId, [1, 2, 3, 4].map((id) => messageIn(id, { chat: id % 2 })));
    for (const filter of [() => everything, () => onlyChat(1)]) {
      const [one, other] = [
        await journal.pick(testBotId, 1, filter(), limits),
        await journal.pick(testBotId, 1, filter(), limits),
      ];
      assert(one.body !== undefined && one.body === other.body);
    }
    const [odd, even] = [
      await journal.pick(testBotId, 1, onlyChat(1), limits),
      await journal.pick(testBotId, 1, onlyChat(0), limits),
    ];
    assert(odd.body !== even.body);
  });

  test("are read from the store once and are one copy, however large", async () => {
    await using setup = await openJournal();
    const large = "x".repeat(20_000);
    const texts = Array.from(
      { length: 50 },
      (_, index) =>
        update(index + 1, { message: { message_id: index, date: 0, chat: { id: 7 }, text: large } }),
    );
    await setup.journal.append(testBotId, texts);
    const { watched, store } = watch(setup.store);
    const journal = await Journal.open({ store, clock: setup.clock, logger: silentLogger });
    journal.openLog(testBotId, testRetention);
    const read = () => journal.pick(testBotId, 1, everything, limits);
    const first = await read();
    const readsOfOne = watched.reads;
    const others = await Promise.all(Array.from({ length: 20 }, read));
    assertEquals([first.count, watched.reads], [50, 2 * readsOfOne]);
    assert(others.every(({ body }) => body === first.body));
    await journal.close();
  });

  test("are not those from before a user was forgotten", async () => {
    await using setup = await openJournal();
    const quoted = { message_id: 1, date: 0, chat: { id: -5 }, from: { id: 8 }, text: "mine" };
    const body = { message_id: 2, date: 0, chat: { id: -5 }, from: { id: 9 }, reply_to_message: quoted };
    await setup.journal.append(testBotId, [update(1, { message: body })]);
    const journal = await Journal.open({ ...setup, logger: silentLogger });
    journal.openLog(testBotId, testRetention);
    const read = async () =>
      decodeUtf8((await journal.pick(testBotId, 1, everything, limits)).body ?? new Uint8Array());
    assert((await read()).includes("mine"));
    await journal.forgetUser(testBotId, 8);
    assert(!(await read()).includes("mine"));
    await journal.close();
  });
});

test("A confirmation is written while a commit waits for the disk", async () => {
  await using setup = await openJournal();
  using folder = createTempFolder();
  const { watched, store } = watch(setup.store);
  const { clock } = setup;
  const spool = new CursorSpool({ store, folder: folder.path, clock, onError() {} });
  const journal = await Journal.open({ store: spool.store, clock, logger: silentLogger });
  journal.openLog(testBotId, testRetention);
  const cursor = await journal.openCursor({ id: 5, botId: testBotId, filter: {}, start: "all" });
  await journal.append(testBotId, updates(1, 2));
  const held = Promise.withResolvers<void>();
  watched.gate = held.promise;
  let isCommitted = false;
  const commit = journal.append(testBotId, updates(3)).then(() => isCommitted = true);
  cursor.confirm(2);
  await journal.written(cursor);
  assert(!isCommitted);
  held.resolve();
  await commit;
  await journal.close();
  await spool.fold();
  spool.close();
});
