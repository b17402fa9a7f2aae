import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { DeadLetter, PushMemory, PushStore } from "../../../src/delivery/push/push_store.ts";
import { fault } from "../../../src/faults/fault.ts";
import { type OpenTwice, withHandles } from "./two_handles.ts";

const { MAX_SAFE_INTEGER: max } = Number;

function letter(position: number, changes: Partial<DeadLetter> = {}): DeadLetter {
  return {
    consumerId: 1,
    botId: 7_123_456_789,
    position,
    kind: "message",
    chatId: -1_001_234_567_890,
    diedAtMs: 5,
    cause: "expired",
    attempts: 2,
    lastError: fault("push_wrong_status", { status: 500, reason: "Grüße 🙂 'x'" }),
    ...changes,
  };
}

function memory(changes: Partial<PushMemory> = {}): PushMemory {
  const lastError = fault("push_proxy_failed", { cause: fault("proxy_refused", { status: 407 }) });
  return { consumerId: 1, lastErrorAtMs: 3, lastError, goneSinceMs: 4, ...changes };
}

/** What every store of push consumers must do. */
export function describePushStore(name: string, open: OpenTwice<PushStore>): void {
  const testing = (title: string, work: (first: PushStore, second: PushStore) => Promise<void>) =>
    test(title, withHandles(open, work));
  const positions = async (store: PushStore, after = 0, limit = 10) =>
    (await store.deadLetters(1, after, limit)).map(({ position }) => position);

  describe(`${name}: dead letters`, () => {
    testing("an empty store has none", async (first) => {
      assertEquals([await first.deadLetters(1, 0, 10), await first.countDeadLetters(1)], [[], 0]);
      await first.addDeadLetters([]);
      await first.removeDeadLetter(1, 1);
      await first.forget(1);
    });

    testing("come back as they went in, at the other handle", async (first, second) => {
      const letters = [
        letter(1),
        letter(2, { lastError: undefined, attempts: 0, chatId: 0 }),
        letter(max, { cause: "attempts", attempts: max, diedAtMs: max, chatId: -max }),
      ];
      await first.addDeadLetters(letters);
      assertEquals(await second.deadLetters(1, 0, 10), letters);
    });

    testing("are ascending, page by page, each consumer its own", async (first, second) => {
      await first.addDeadLetters([3, 1, 2].map((position) => letter(position)));
      await second.addDeadLetters([letter(2, { consumerId: 7 }), letter(4)]);
      assertEquals(await positions(first, 0, 2), [1, 2]);
      assertEquals(await positions(first, 2, 2), [3, 4]);
      assertEquals(await positions(first, 4, 2), []);
      assertEquals(await positions(first, 0, 0), []);
      assertEquals([await first.countDeadLetters(1), await second.countDeadLetters(7)], [4, 1]);
    });

    testing("one that is dead-lettered again replaces itself", async (first, second) => {
      await first.addDeadLetters([letter(1)]);
      const again = letter(1, { cause: "attempts", attempts: 9, lastError: fault("connection_refused") });
      await second.addDeadLetters([again]);
      assertEquals(await first.deadLetters(1, 0, 10), [again]);
    });

    testing("are added all or none", async (first, second) => {
      const broken = {
        ...letter(2),
        get kind(): string {
          throw new RangeError("half way");
        },
      };
      const adding = first.addDeadLetters([letter(1), broken]);
      assertEquals(await adding.then(() => "added", () => "refused"), "refused");
      assertEquals(await positions(second), []);
      await second.addDeadLetters([letter(3)]);
      assertEquals(await positions(first), [3]);
    });

    testing("one is removed, and removing it again changes nothing", async (first, second) => {
      await first.addDeadLetters([letter(1), letter(2), letter(2, { consumerId: 7 })]);
      await second.removeDeadLetter(1, 2);
      await first.removeDeadLetter(1, 2);
      assertEquals([await positions(second), await second.countDeadLetters(7)], [[1], 1]);
    });

    testing("those added through both handles at once are all kept", async (first, second) => {
      const batch = (from: number) => Array.from({ length: 200 }, (_, index) => letter(from + 2 * index));
      await Promise.all([first.addDeadLetters(batch(1)), second.addDeadLetters(batch(2))]);
      assertEquals(await positions(first, 0, 1_000), Array.from({ length: 400 }, (_, index) => index + 1));
    });
  });

  describe(`${name}: memories`, () => {
    testing("come back as they were saved last, at the other handle", async (first, second) => {
      assertEquals(await first.loadMemories(), []);
      await first.saveMemory(memory({ goneSinceMs: 0 }));
      await second.saveMemory(memory());
      const none = memory({ consumerId: 2, lastError: undefined, lastErrorAtMs: 0, goneSinceMs: max });
      await second.saveMemory(none);
      const loaded = await first.loadMemories();
      assertEquals(loaded.toSorted((left, right) => left.consumerId - right.consumerId), [memory(), none]);
    });

    testing(
      "go with the dead letters when their consumer is forgotten, and no others",
      async (first, second) => {
        await first.saveMemory(memory());
        await first.saveMemory(memory({ consumerId: 2 }));
        await first.addDeadLetters([letter(1), letter(1, { consumerId: 2 })]);
        await second.forget(1);
        assertEquals(await first.loadMemories(), [memory({ consumerId: 2 })]);
        assertEquals([await first.countDeadLetters(1), await first.countDeadLetters(2)], [0, 1]);
      },
    );
  });
}
