import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, test } from "node:test";
import type { PushStore } from "../../../src/delivery/push/push_store.ts";
import type {
  CursorState,
  JournalEntry,
  JournalStore,
  LogState,
} from "../../../src/journal/journal_store.ts";
import { type OpenTwice, withHandles } from "./two_handles.ts";

/** Journals, with the dead letters that go when their updates go. */
export interface JournalStores {
  readonly journal: JournalStore;
  readonly push: PushStore;
}

type Work = (first: JournalStores, second: JournalStores) => Promise<void>;
type Testing = (title: string, work: Work) => void;

const { MAX_SAFE_INTEGER: max } = Number;
const botId = 7_123_456_789;
const all = 1 << 20;

function entry(position: number, changes: Partial<JournalEntry> = {}): JournalEntry {
  return {
    position,
    epoch: 0,
    upstreamId: position,
    receivedAtMs: position,
    expiresAtMs: position + 1000,
    kind: "message",
    chatId: -1_001_234_567_890,
    topicId: 0,
    userId: 7_000_000_001,
    bytes: new Uint8Array(100).fill(position % 256),
    ...changes,
  };
}

/** No two of its numbers are equal, nor equal to those of another index. */
function distinctEntry(index: number): JournalEntry {
  const number = (column: number) => 1_000_000 * column + index;
  return {
    position: number(1),
    epoch: number(2),
    upstreamId: number(3),
    receivedAtMs: number(4),
    expiresAtMs: number(5),
    kind: `kind ${index} 🙂`,
    chatId: -number(6),
    topicId: number(7),
    userId: number(8),
    bytes: new Uint8Array([index, 1, 2]),
  };
}

function stateOf(entries: readonly JournalEntry[], changes: Partial<LogState> = {}): LogState {
  return {
    botId,
    epoch: 0,
    nextOffset: (entries.at(-1)?.upstreamId ?? 0) + 1,
    lastPosition: entries.at(-1)?.position ?? 0,
    firstPosition: entries[0]?.position ?? 1,
    count: entries.length,
    bytes: entries.reduce((sum, { bytes }) => sum + bytes.length, 0),
    ...changes,
  };
}

async function fill(
  { journal }: JournalStores,
  entries: readonly JournalEntry[],
  of = botId,
): Promise<LogState> {
  const state = stateOf(entries, { botId: of });
  await journal.commit([{ state, entries }], []);
  return state;
}

function range(from: number, to: number): JournalEntry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => entry(from + index));
}

/** Runtimes give bytes back as arrays of different classes. */
function toPlain(kept: JournalEntry) {
  return { ...kept, bytes: [...kept.bytes] };
}

async function positions({ journal }: JournalStores, of = botId): Promise<number[]> {
  return (await journal.read(of, 0, 1_000, all)).map(({ position }) => position);
}

async function logs({ journal }: JournalStores): Promise<readonly LogState[]> {
  return (await journal.load()).logs.toSorted((left, right) => left.botId - right.botId);
}

/** What every store of journals must do. */
export function describeJournalStore(name: string, open: OpenTwice<JournalStores>): void {
  const testing: Testing = (title, work) => test(title, withHandles(open, work));
  describe(`${name}: commits`, () => describeCommits(testing));
  describe(`${name}: reading`, () => describeReading(testing));
  describe(`${name}: cursors`, () => describeCursors(testing));
  describe(`${name}: removing`, () => describeRemoving(testing));
}

function describeCommits(testing: Testing): void {
  testing("an empty store has nothing", async ({ journal }) => {
    assertEquals(await journal.load(), { logs: [], cursors: [] });
    assertEquals([await journal.read(botId, 0, 9, all), await journal.readBackward(botId, max, 9)], [[], []]);
    assertEquals([await journal.countBetween(botId, 0, max), await journal.firstReceivedSince(botId, 0)], [
      0,
      undefined,
    ]);
    await journal.commit([], []);
    await journal.saveCursors([]);
    await journal.deleteLog(botId);
    await journal.deleteCursor(1);
  });

  testing(
    "entries and the state after them are there at the other handle, every field and byte",
    async (first, second) => {
      const entries = [
        entry(10),
        entry(11, { bytes: new Uint8Array(0) }),
        entry(max - 1, { expiresAtMs: max }),
      ];
      const state = await fill(first, entries);
      assertEquals((await second.journal.read(botId, 0, 10, all)).map(toPlain), entries.map(toPlain));
      assertEquals(await logs(second), [state]);
    },
  );

  for (const count of [1, 2, 20, 21, 137, 1_000]) {
    testing(`a batch of ${count} has every field at its place`, async (first, second) => {
      const entries = Array.from({ length: count }, (_, index) => distinctEntry(index));
      await fill(first, entries);
      const read = await second.journal.read(botId, 0, 2_000, 64 << 20);
      assertEquals(read.map(toPlain), entries.map(toPlain));
    });
  }

  testing("an update of a megabyte comes back whole", async (first, second) => {
    const bytes = new Uint8Array(1 << 20).map((_, index) => index % 251);
    await fill(first, [entry(1, { bytes })]);
    assertEquals((await second.journal.read(botId, 0, 1, 1))[0]?.bytes.length, bytes.length);
  });

  testing("logs of several bots, and cursors, are written together", async (first, second) => {
    const other = range(1, 2);
    const states = [stateOf(other, { botId: 2 }), stateOf(range(5, 6))];
    await first.journal.commit(
      [{ state: states[0]!, entries: other }, { state: states[1]!, entries: range(5, 6) }],
      [cursor()],
    );
    assertEquals(await logs(second), states);
    assertEquals([await positions(second, 2), await positions(second)], [[1, 2], [5, 6]]);
    assertEquals((await second.journal.load()).cursors.length, 1);
  });

  testing(
    "nothing is kept of a commit that fails half way, and the next one works",
    async (first, second) => {
      const state = await fill(first, [entry(50)]);
      const again = range(1, 100);
      await assertRejects(() =>
        first.journal.commit([{ state: stateOf(again), entries: again }], [cursor()])
      );
      assertEquals([await positions(second), await logs(second)], [[50], [state]]);
      assertEquals((await second.journal.load()).cursors, []);
      const next = range(51, 60);
      const after = stateOf(next, { firstPosition: 50, count: 11, bytes: 1_100 });
      await second.journal.commit([{ state: after, entries: next }], []);
      assertEquals((await positions(first)).length, 11);
    },
  );

  testing("of two handles that append the same position, one succeeds", async (first, second) => {
    const outcomes = await Promise.allSettled([fill(first, [entry(1)]), fill(second, [entry(1)])]);
    assertEquals(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
    assertEquals(await positions(first), [1]);
  });
}

function describeReading(testing: Testing): void {
  testing("goes on from any position, ascending, and ends at the limit", async (first, second) => {
    await fill(first, [entry(1), entry(3), entry(7), entry(8)]);
    await fill(first, [entry(4)], 2);
    const read = async (from: number, limit: number) =>
      (await second.journal.read(botId, from, limit, all)).map(({ position }) => position);
    assertEquals([await read(0, 2), await read(2, 2), await read(8, 9), await read(9, 9)], [[1, 3], [3, 7], [
      8,
    ], []]);
  });

  testing("takes a bounded number of bytes, but at least one update", async (first, second) => {
    await fill(first, range(1, 200).map((each) => ({ ...each, bytes: new Uint8Array(10_000) })));
    const count = (await second.journal.read(botId, 1, 200, 100_000)).length;
    assert(count >= 10 && count <= 50, String(count));
    assert((await second.journal.read(botId, 1, 200, 1)).length > 0);
  });

  testing("goes backward with empty bytes, the newest first", async (first, second) => {
    await fill(first, range(1, 5));
    const back = await second.journal.readBackward(botId, 5, 3);
    assertEquals(back.map(({ position, bytes }) => [position, bytes.length]), [[4, 0], [3, 0], [2, 0]]);
    assertEquals(await second.journal.readBackward(botId, 1, 3), []);
  });

  testing("finds updates by upstream id, in place and moved, within one numbering", async (first, second) => {
    const moved = entry(14, { upstreamId: 11 });
    const newer = entry(15, { upstreamId: 10, epoch: 1 });
    await fill(first, [entry(10), entry(13), moved, newer]);
    const find = async (epoch: number) =>
      (await second.journal.findByUpstreamIds(botId, epoch, [13, 12, 11, 10])).map(({ position }) => position)
        .sort((left, right) => left - right);
    assertEquals([await find(0), await find(1), await find(2)], [[10, 13, 14], [15], []]);
    assertEquals(await second.journal.findByUpstreamIds(botId, 0, []), []);
  });

  testing(
    "tells the first update received since a moment, and how many lie between",
    async (first, second) => {
      await fill(first, [entry(1), entry(3), entry(7)]);
      const since = (timeMs: number) => second.journal.firstReceivedSince(botId, timeMs);
      assertEquals([await since(0), await since(2), await since(7), await since(8)], [1, 3, 7, undefined]);
      const between = (from: number, before: number) => second.journal.countBetween(botId, from, before);
      assertEquals([await between(0, max), await between(1, 7), await between(4, 4)], [3, 2, 0]);
    },
  );
}

const chunk = (index: number) => ({ index, bits: new Uint8Array(512).fill(index + 1) });

function cursor(changes: Partial<CursorState> = {}): CursorState {
  return {
    consumerId: 5,
    botId,
    position: 10,
    allowedHistory: [{ position: 0, allowed: ["message"] }, { position: 7, allowed: "default" }],
    lost: 3,
    delivered: [],
    isWhole: false,
    hidden: [],
    hiddenFrom: 0,
    ...changes,
  };
}

/** Where the cursor of consumer 5 stands, with the pieces that it has. */
async function loadCursor({ journal }: JournalStores) {
  const loaded = (await journal.load()).cursors.find(({ consumerId }) => consumerId === 5);
  if (loaded === undefined) return undefined;
  const toList = (chunks: CursorState["delivered"]) => chunks.map(({ index, bits }) => [index, bits[0]]);
  const { position, allowedHistory, lost, delivered, hidden } = loaded;
  return { position, allowedHistory, lost, delivered: toList(delivered), hidden: toList(hidden) };
}

function describeCursors(testing: Testing): void {
  for (const how of ["saved", "committed"] as const) {
    testing(
      `come back as they were ${how}, with single positions confirmed or hidden`,
      async (first, second) => {
        const { allowedHistory } = cursor();
        const whole = cursor({ position: max, delivered: [chunk(1), chunk(2)], hidden: [chunk(3)] });
        if (how === "saved") await first.journal.saveCursors([whole, cursor({ consumerId: 4 })]);
        else await first.journal.commit([], [whole, cursor({ consumerId: 4 })]);
        assertEquals(await loadCursor(second), {
          position: max,
          allowedHistory,
          lost: 3,
          delivered: [[1, 2], [2, 3]],
          hidden: [[3, 4]],
        });
        assertEquals((await second.journal.load()).cursors.length, 2);
      },
    );
  }

  testing("what was written of other pieces stays, until all there is comes anew", async (first, second) => {
    const from = (position: number, changes: Partial<CursorState>) =>
      first.journal.saveCursors([cursor({ position, ...changes })]);
    await from(0, { delivered: [chunk(1), chunk(2)], hidden: [chunk(1)] });
    await from(0, { delivered: [{ index: 2, bits: new Uint8Array(512).fill(9) }], hidden: [chunk(2)] });
    const before = await loadCursor(second);
    assertEquals([before?.delivered, before?.hidden], [[[1, 2], [2, 9]], [[1, 2], [2, 3]]]);
    await from(0, { delivered: [chunk(4)], isWhole: true });
    assertEquals((await loadCursor(second))?.delivered, [[4, 5]]);
  });

  testing("a deleted one takes its single positions along", async (first, second) => {
    await first.journal.saveCursors([cursor({ delivered: [chunk(1)], hidden: [chunk(1)] })]);
    await second.journal.deleteCursor(5);
    assertEquals(await loadCursor(first), undefined);
    await first.journal.saveCursors([cursor()]);
    const anew = await loadCursor(second);
    assertEquals([anew?.delivered, anew?.hidden], [[], []]);
  });
}

function letter(position: number) {
  const facts = { consumerId: 5, botId, position, kind: "message", chatId: 0 };
  return { ...facts, diedAtMs: 1, cause: "expired", attempts: 0, lastError: undefined } as const;
}

async function letters({ push }: JournalStores): Promise<number[]> {
  return (await push.deadLetters(5, 0, 99)).map(({ position }) => position);
}

function describeRemoving(testing: Testing): void {
  testing("prunes the oldest, step by step, and dead letters with them", async (first, second) => {
    const state = await fill(first, range(1, 5));
    await first.push.addDeadLetters([letter(1), letter(4)]);
    const { state: after, removed } = await second.journal.prune(state, 4, Infinity, 2);
    assertEquals(removed.map(({ position }) => position), [1, 2]);
    assertEquals(after, { ...state, firstPosition: 3, count: 3, bytes: 300 });
    assertEquals([await positions(first), await logs(first), await letters(first)], [[3, 4, 5], [after], [
      4,
    ]]);
    const next = await first.journal.prune(after, 4, Infinity, 9);
    assertEquals([next.state.firstPosition, await positions(second)], [4, [4, 5]]);
    assertEquals((await first.journal.prune(next.state, 4, Infinity, 9)).removed, []);
  });

  testing(
    "prunes what is above the maximum size, none from a kept position on, or all",
    async (first, second) => {
      const state = await fill(first, range(1, 5));
      const kept = await second.journal.prune(state, 0, 100, 9, 3);
      assertEquals(kept.removed.map(({ position }) => position), [1, 2]);
      const { state: small } = await first.journal.prune(kept.state, 0, 150, 9);
      assertEquals([small.count, small.bytes, await positions(second)], [1, 100, [5]]);
      const { state: empty } = await second.journal.prune(small, max, Infinity, 9);
      assertEquals([empty.count, empty.bytes, empty.firstPosition], [0, 0, 6]);
      assertEquals(await logs(first), [empty]);
    },
  );

  testing("forgets what a user did and their private chat, dead letters included", async (first, second) => {
    const state = await fill(first, [
      entry(1, { userId: 42, chatId: -5 }),
      entry(2, { userId: 1, chatId: 42 }),
      entry(3),
    ]);
    await fill(first, [entry(1, { userId: 42 })], 2);
    await first.push.addDeadLetters([letter(1), letter(3)]);
    const after = await second.journal.forgetUser(state, 42);
    assertEquals(after, { ...state, firstPosition: 3, count: 1, bytes: 100 });
    assertEquals([await positions(first), await positions(first, 2), await letters(first)], [[3], [1], [3]]);
    assertEquals((await logs(first)).at(-1), after);
  });

  testing("takes a user out of what others did, step by step", async (first, second) => {
    const reply = (position: number, from: number) => {
      const body = { message_id: 1, text: "yes", reply_to_message: { message_id: 2, from: { id: from } } };
      const bytes = new TextEncoder().encode(JSON.stringify({ update_id: position, message: body }));
      return entry(position, { bytes });
    };
    const state = await fill(first, [reply(1, 42), reply(2, 43), reply(3, 42)]);
    const step = await second.journal.rewriteWithout(state, 42, 1, 2);
    assertEquals([step.isChanged, step.next], [true, 3]);
    const rest = await second.journal.rewriteWithout(step.state, 42, step.next ?? 0, 2);
    assertEquals([rest.isChanged, rest.next], [true, undefined]);
    const left = await first.journal.read(botId, 0, 9, all);
    const texts = left.map(({ bytes }) => new TextDecoder().decode(bytes));
    assertEquals(texts.map((text) => [text.includes("42"), text.includes("43")]), [
      [false, false],
      [false, true],
      [false, false],
    ]);
    const bytes = left.reduce((sum, each) => sum + each.bytes.length, 0);
    assertEquals([rest.state.bytes, await logs(first)], [bytes, [rest.state]]);
    assertEquals((await first.journal.rewriteWithout(rest.state, 42, 1, 9)).isChanged, false);
  });

  testing("deletes a log with all that belongs to its bot, and no other", async (first, second) => {
    await fill(first, range(1, 3));
    const other = await fill(first, range(1, 2), 2);
    await first.journal.saveCursors([cursor({ delivered: [chunk(1)], hidden: [chunk(1)] })]);
    await first.journal.saveCursors([cursor({ consumerId: 6, botId: 2 })]);
    await first.push.addDeadLetters([letter(1)]);
    await second.journal.deleteLog(botId);
    assertEquals([await positions(first), await logs(first), await letters(first)], [[], [other], []]);
    assertEquals((await first.journal.load()).cursors.map(({ consumerId }) => consumerId), [6]);
    await first.journal.saveCursors([cursor()]);
    const anew = await loadCursor(second);
    assertEquals([anew?.delivered, anew?.hidden], [[], []]);
  });
}
