import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import { CompiledFilter } from "../../src/journal/filter.ts";
import { Ring, RingBudget } from "../../src/journal/ring.ts";
import type { JournalEntry } from "../../src/journal/journal_store.ts";
import { update } from "../support/journal_setup.ts";

const everything = new CompiledFilter({}, [{ position: 0, allowed: "default" }]);
const generous = { updates: 100, bytes: 4 * 1024 * 1024 };

function entry(position: number, textLength = 10, fields: Partial<JournalEntry> = {}): JournalEntry {
  const { bytes } = update(position, { message: { text: "x".repeat(textLength) } });
  return {
    position,
    epoch: 0,
    upstreamId: position,
    receivedAtMs: 0,
    expiresAtMs: 1000,
    kind: "message",
    chatId: 7,
    topicId: 0,
    userId: 0,
    bytes,
    ...fields,
  };
}

function idsOf(body: Uint8Array | undefined): number[] {
  if (body === undefined) return [];
  return JSON.parse(decodeUtf8(body)).result.map((each: { update_id: number }) => each.update_id);
}

/** A repeatable source of numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

describe("Ring", () => {
  test("answers with the exact bytes of consecutive updates", () => {
    const ring = new Ring(1, new RingBudget(1 << 20));
    const entries = [entry(1), entry(2), entry(3)];
    for (const each of entries) ring.append(each);
    const expected = `{"ok":true,"result":[${entries.map(({ bytes }) => decodeUtf8(bytes)).join(",")}]}`;
    assertEquals(decodeUtf8(ring.pick(1, everything, generous, 0).body!), expected);
  });

  test("agrees with a plain list under random appends, sizes, filters and gaps", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = numbers(seed);
      const ring = new Ring(1, new RingBudget(1 << 30), { firstBytes: 512, maxBytes: 4096 });
      const list: JournalEntry[] = [];
      let position = 0;
      for (let step = 0; step < 300; step++) {
        position += 1 + Math.floor(random() * 3);
        const size = random() < 0.02 ? 5000 : Math.floor(random() * 300);
        const fields = { chatId: Math.floor(random() * 3), expiresAtMs: random() < 0.1 ? 1 : 1000 };
        const next = entry(position, size, fields);
        list.push(next);
        ring.append(next);
        const from = ring.oldestPosition + Math.floor(random() * (position - ring.oldestPosition + 3));
        const filter = random() < 0.5 ? everything : new CompiledFilter({ chats: [1] }, [
          { position: 0, allowed: "default" },
        ]);
        const limits = { updates: 1 + Math.floor(random() * 20), bytes: 200 + Math.floor(random() * 4000) };
        const expected: number[] = [];
        let cost = 0;
        for (const each of list) {
          if (each.position < from || each.expiresAtMs <= 1) continue;
          if (filter !== everything && each.chatId !== 1) continue;
          cost += each.bytes.length + 50;
          if (expected.length === limits.updates || (expected.length > 0 && cost > limits.bytes)) break;
          expected.push(each.position);
        }
        assertEquals(idsOf(ring.pick(from, filter, limits, 1).body), expected, `seed ${seed} step ${step}`);
      }
    }
  });

  test("gives copies of what was put in, also after it has grown", () => {
    const ring = new Ring(1, new RingBudget(1 << 20), { firstBytes: 512, maxBytes: 1 << 16 });
    const entries = Array.from({ length: 40 }, (_, index) => {
      const [position, receivedAtMs] = [index + 1, 1_790_000_000_000 + index];
      return entry(position, 100, {
        receivedAtMs,
        expiresAtMs: receivedAtMs + 5,
        chatId: -index,
        userId: index,
      });
    });
    for (const each of entries) ring.append(each);
    const kept = entries.map(({ position, kind, chatId, userId, receivedAtMs, expiresAtMs, bytes }) => {
      return { position, kind, chatId, userId, receivedAtMs, expiresAtMs, bytes };
    });
    assertEquals(ring.collect(1, everything, 100).updates, kept);
    assertEquals(ring.at(17), kept[16]);
  });

  test("sends readers of an update larger than itself to the store", () => {
    const ring = new Ring(1, new RingBudget(1 << 20), { firstBytes: 512, maxBytes: 1024 });
    ring.append(entry(1));
    ring.append(entry(2, 5000));
    assertEquals(ring.oldestPosition, 3);
    ring.append(entry(3));
    assertEquals(idsOf(ring.pick(3, everything, generous, 0).body), [3]);
  });

  test("stays within the budget that all rings share and gives its memory back", () => {
    const budget = new RingBudget(40_000);
    const rings = Array.from({ length: 20 }, () => new Ring(1, budget));
    for (const ring of rings) for (let position = 1; position <= 50; position++) ring.append(entry(position));
    assert(budget.usedBytes <= 40_000);
    assert(budget.usedBytes > 0);
    for (const ring of rings) ring.release(51);
    assertEquals(budget.usedBytes, 0);
  });

  test("returns the position it searched up to when a filter hides everything", () => {
    const ring = new Ring(1, new RingBudget(1 << 20));
    for (let position = 1; position <= 5; position++) ring.append(entry(position));
    const nothing = new CompiledFilter({ chats: [99] }, [{ position: 0, allowed: "default" }]);
    const picked = ring.pick(1, nothing, generous, 0);
    assertEquals([picked.body, picked.nextPosition], [undefined, 6]);
  });
});
