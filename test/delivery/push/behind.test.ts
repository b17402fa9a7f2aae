import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { startBackend } from "../../support/backend.ts";
import { messageIn, testBotId } from "../../support/journal_setup.ts";
import { openPush } from "../../support/push_setup.ts";

const first = 500_000;
/** More than the ring keeps. */
const backlog = 20_000;

describe("A push consumer far behind", () => {
  test("lets other consumers run while it searches for updates that pass its filter", async () => {
    await using backend = await startBackend();
    await using setup = await openPush(["http://127.0.0.1:1/"], { consumer: { filter: { chats: [1] } } });
    for (let from = first; from < first + backlog; from += 1000) {
      const hidden = Array.from({ length: 1000 }, (_, index) => messageIn(from + index, { chat: 7 }));
      await setup.journalSetup.journal.append(testBotId, hidden);
    }
    let turns = 0;
    const count = () => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    await setup.add({ urls: [backend.url] }, { filter: { chats: [8] } });
    await setup.receive(messageIn(first + backlog, { chat: 8 }));
    turns = 0;
    await setup.until(() => backend.ids.length === 1);
    clearImmediate(next);
    assertEquals(backend.ids, [first + backlog]);
    assert(turns >= 10, `Only ${turns} turns of the event loop`);
  });

  test("reads many updates at a time, and keeps the order of each chat", async () => {
    await using backend = await startBackend();
    await using setup = await openPush(["http://127.0.0.1:1/"], { consumer: { filter: { chats: [99] } } });
    const { journal, store } = setup.journalSetup;
    const chats = 7;
    for (let from = first; from < first + backlog; from += 1000) {
      const batch = Array.from(
        { length: 1000 },
        (_, index) => messageIn(from + index, { chat: 1 + (from + index) % chats }),
      );
      await journal.append(testBotId, batch);
    }
    let reads = 0;
    const read = store.read.bind(store);
    store.read = (...parameters) => {
      reads++;
      return read(...parameters);
    };
    await setup.add({ urls: [backend.url] });
    await setup.until(() => backend.ids.length >= backlog);
    for (let chat = 0; chat < chats; chat++) {
      const ids = backend.ids.filter((id) => id % chats === chat);
      assertEquals(ids, ids.toSorted((left, right) => left - right));
    }
    assertEquals(new Set(backend.ids).size, backlog);
    assert(reads < backlog / 10, `${reads} reads`);
  });
});
