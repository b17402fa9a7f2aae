import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { startBackend } from "../../support/backend.ts";
import { messageIn } from "../../support/journal_setup.ts";
import { openPush } from "../../support/push_setup.ts";

const first = 500_000;
const chats = 50;

/** Messages of fifty chats in turn. */
function messages(count: number, from = first) {
  return Array.from(
    { length: count },
    (_, index) => messageIn(from + index, { chat: 1 + (from + index) % chats }),
  );
}

describe("Beside a dead, a hanging and a failing consumer of the same bot, with no time passing,", () => {
  test("a healthy one gets everything, in the order of each chat", async () => {
    await using hanging = await startBackend();
    await using failing = await startBackend();
    await using healthy = await startBackend();
    hanging.answer = () => "hang";
    failing.answer = () => 500;
    await using setup = await openPush(["http://127.0.0.1:1/"]);
    await setup.add({ urls: [hanging.url] });
    await setup.add({ urls: [failing.url] });
    await setup.add({ urls: [healthy.url] });
    const count = 3000;
    for (let from = first; from < first + count; from += 100) await setup.receive(...messages(100, from));
    await setup.until(() => healthy.ids.length >= count && healthy.open === 0);
    await setup.quiet();
    assertEquals(healthy.ids.length, count);
    for (let chat = 0; chat < chats; chat++) {
      const ids = healthy.ids.filter((id) => id % chats === chat);
      assertEquals(ids, ids.toSorted((left, right) => left - right));
    }
    // They fared as badly as they could meanwhile.
    assertEquals(hanging.open, 40);
    assertEquals(new Set(failing.ids).size, chats);
  });

  test("a healthy one opens no more connections than its max_connections", async () => {
    await using hanging = await startBackend();
    await using healthy = await startBackend();
    hanging.answer = () => "hang";
    await using setup = await openPush([hanging.url]);
    await setup.add({ urls: [healthy.url], maxConnections: 3 });
    await setup.receive(...messages(200));
    await setup.until(() => healthy.ids.length === 200 && healthy.open === 0);
    assert(healthy.connections <= 3, `${healthy.connections} connections`);
    hanging.answerHeld(200);
  });
});

describe("One chat that", () => {
  for (const answer of ["hang", "cut", 500] as const) {
    test(`meets ${answer} does not delay another of the same consumer`, async () => {
      await using backend = await startBackend();
      backend.answer = ({ updateId }) => updateId % chats === 0 ? answer : 200;
      await using setup = await openPush([backend.url]);
      const wanted: number[] = [];
      for (let from = first; from < first + 1000; from += 100) {
        await setup.receive(...messages(100, from));
        wanted.push(
          ...Array.from({ length: 100 }, (_, index) => from + index).filter((id) => id % chats !== 0),
        );
        // All before the next batch comes: nobody waits for the one that is stuck.
        await setup.until(() => new Set(backend.ids.filter((id) => id % chats !== 0)).size === wanted.length);
      }
      assertEquals(new Set(backend.ids.filter((id) => id % chats === 0)).size, 1);
    });
  }
});
