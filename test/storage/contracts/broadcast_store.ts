import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Broadcast, NewBroadcast } from "../../../src/broadcasting/broadcast.ts";
import type { BroadcastStore, RecipientResult } from "../../../src/broadcasting/broadcast_store.ts";
import { type ControlStores, firstBot, secondBot, withBots } from "./control_stores.ts";
import type { OpenTwice } from "./two_handles.ts";

/** Broadcasts among the stores that share their database. */
export interface BroadcastStores extends ControlStores {
  readonly broadcasts: BroadcastStore;
}

const all = Number.MIN_SAFE_INTEGER;

function newBroadcast(changes: Partial<NewBroadcast> = {}): NewBroadcast {
  return {
    botId: firstBot,
    name: "Grüße 🙂 '%_\\",
    kind: "send",
    method: "sendMessage",
    parameters: { text: "{first_name|friend}", reply_markup: { inline_keyboard: [] } },
    audience: { kind: "added" },
    retriesUncertain: false,
    includesUnreachable: false,
    quietHours: undefined,
    ...changes,
  };
}

async function insert(
  { broadcasts }: BroadcastStores,
  changes: Partial<NewBroadcast> = {},
  isDraft = true,
): Promise<Broadcast> {
  const added = await broadcasts.insert(newBroadcast(changes), { atMs: 5, isDraft, max: 100 });
  if (typeof added === "string") throw new RangeError(`Cannot add the broadcast: ${added}`);
  return added;
}

/** A running broadcast to these chats. */
async function start(stores: BroadcastStores, chats: readonly number[], changes: Partial<NewBroadcast> = {}) {
  const { id } = await insert(stores, changes);
  await stores.broadcasts.add(firstBot, id, chats, 1000);
  await stores.broadcasts.changeState(firstBot, id, { from: ["draft"], to: "active", atMs: 6 });
  return id;
}

function ended(chatId: number, changes: Partial<RecipientResult> = {}): RecipientResult {
  return { chatId, state: "sent", reason: undefined, detail: "", messageIds: [chatId + 100], ...changes };
}

const nothing = { results: [], putBack: [], claim: 0, atMs: 7 };

/** What every store of broadcasts must do. */
export function describeBroadcastStore(name: string, open: OpenTwice<BroadcastStores>): void {
  const testing = (title: string, work: (first: BroadcastStores, second: BroadcastStores) => Promise<void>) =>
    test(title, withBots(open, work));

  describe(`${name}: broadcasts`, () => {
    testing("come back as they went in, the newest first, each bot its own", async (first, second) => {
      const quietHours = { zone: "Europe/Berlin", from: "22:00", to: "08:00" };
      const filter = { tags: [1], languages: ["de"], activeSinceMs: 9 };
      const audience = { kind: "filter", filter } as const;
      const kept = [
        await insert(first),
        await insert(second, { quietHours, audience, retriesUncertain: true }),
      ];
      await insert(first, { botId: secondBot });
      assertEquals(await second.broadcasts.list(firstBot, Number.MAX_SAFE_INTEGER, 9), kept.toReversed());
      assertEquals(await first.broadcasts.list(firstBot, kept[1]?.id ?? 0, 9), kept.slice(0, 1));
      assertEquals(await first.broadcasts.find(secondBot, kept[0]?.id ?? 0), undefined);
      assertEquals([kept[1]?.quietHours, kept[1]?.audience, kept[1]?.state], [quietHours, audience, "draft"]);
    });

    testing("are no more than the maximum, and need their bot", async (first, second) => {
      await insert(first);
      const more = { atMs: 5, isDraft: true, max: 1 };
      assertEquals(await second.broadcasts.insert(newBroadcast(), more), "too-many");
      assertEquals(
        await second.broadcasts.insert(newBroadcast({ botId: 99 }), { ...more, max: 9 }),
        "absent",
      );
    });

    testing("change their state only from those that are named", async (first, second) => {
      const { id } = await insert(first);
      assertEquals(
        await second.broadcasts.changeState(firstBot, id, { from: ["paused"], to: "active", atMs: 6 }),
        undefined,
      );
      const begun = await second.broadcasts.changeState(firstBot, id, {
        from: ["draft"],
        to: "active",
        atMs: 6,
      });
      assertEquals([begun?.state, begun?.startedAtMs], ["active", 6]);
      assertEquals((await first.broadcasts.active()).map(({ id }) => id), [id]);
      assertEquals(await first.broadcasts.active(secondBot), []);
      assertEquals(await second.broadcasts.remove(firstBot, id), false);
      const change = { from: ["active"], to: "cancelled", atMs: 8 } as const;
      assertEquals((await first.broadcasts.changeState(firstBot, id, change))?.finishedAtMs, 8);
      assertEquals(await second.broadcasts.remove(firstBot, id), true);
    });
  });

  describe(`${name}: recipients`, () => {
    testing("are written down once, page by page", async (first, second) => {
      const { id } = await insert(first, { audience: { kind: "private" } }, false);
      const page = (chats: readonly number[]) => chats.map((chatId) => ({ chatId, activeAtMs: 0 }));
      assert(await first.broadcasts.prepare(id, { candidates: page([1, 2]), next: "a", from: "" }));
      assertEquals(
        await second.broadcasts.prepare(id, { candidates: page([9]), next: "b", from: "" }),
        false,
      );
      assert(await second.broadcasts.prepare(id, { candidates: page([2, 3]), next: undefined, from: "a" }));
      const found = await first.broadcasts.find(firstBot, id);
      assertEquals([found?.isPrepared, found?.counts.pending], [true, 3]);
    });

    testing("are claimed once, by chat id, while the broadcast is active", async (first, second) => {
      const id = await start(first, [30, -10, 20]);
      assertEquals(await first.broadcasts.advance(id, { ...nothing, claim: 2 }), [
        { chatId: -10, messageIds: [] },
        { chatId: 20, messageIds: [] },
      ]);
      await second.broadcasts.changeState(firstBot, id, { from: ["active"], to: "paused", atMs: 7 });
      assertEquals(await second.broadcasts.advance(id, { ...nothing, claim: 2 }), []);
      await second.broadcasts.changeState(firstBot, id, { from: ["paused"], to: "active", atMs: 7 });
      const step = { results: [ended(-10)], putBack: [20], claim: 9, atMs: 7 };
      assertEquals((await second.broadcasts.advance(id, step)).map(({ chatId }) => chatId), [20, 30]);
      const { counts } = (await first.broadcasts.find(firstBot, id))!;
      assertEquals([counts.pending, counts.sending, counts.sent], [0, 2, 1]);
    });

    testing("end once, whoever says so again", async (first, second) => {
      const id = await start(first, [1]);
      await first.broadcasts.advance(id, { ...nothing, claim: 1 });
      await first.broadcasts.advance(id, { ...nothing, results: [ended(1)] });
      const failed = ended(1, { state: "failed", reason: "blocked" });
      await second.broadcasts.advance(id, { ...nothing, results: [failed], putBack: [1] });
      assertEquals(await second.broadcasts.recipients(firstBot, id, undefined, all, 9), [
        { chatId: 1, state: "sent", reason: undefined, detail: "", messageIds: [101] },
      ]);
    });

    testing(
      "whose call was in flight are uncertain, and get one more attempt at most",
      async (first, second) => {
        const [id, other] = [await start(first, [1, 2]), await start(first, [1])];
        for (const each of [id, other]) await first.broadcasts.advance(each, { ...nothing, claim: 1 });
        assertEquals([await second.broadcasts.interrupt(id), await second.broadcasts.interrupt()], [1, 1]);
        const [found] = await first.broadcasts.recipients(firstBot, id, "uncertain", all, 9);
        assertEquals([found?.chatId, found?.reason], [1, "interrupted"]);
        assertEquals(
          (await first.broadcasts.advance(id, { ...nothing, claim: 9 })).map(({ chatId }) => chatId),
          [2],
        );
        assertEquals(
          [await second.broadcasts.retryUncertain(id), await first.broadcasts.retryUncertain(id)],
          [1, 0],
        );
        assertEquals((await first.broadcasts.find(firstBot, id))?.counts.uncertain, 0);
      },
    );

    testing(
      "who could not be reached are left out next time, until they are active",
      async (first, second) => {
        const id = await start(first, [1, 2, 3]);
        await first.broadcasts.advance(id, { ...nothing, claim: 9 });
        const results = [
          ended(1, { state: "failed", reason: "blocked" }),
          ended(2, { state: "failed", reason: "rejected" }),
          ended(3),
        ];
        await first.broadcasts.advance(id, { ...nothing, results, atMs: 50 });
        assertEquals((await second.broadcasts.find(firstBot, id))?.counts.failures, {
          blocked: 1,
          rejected: 1,
        });
        const counted = (activeAtMs: number) =>
          second.broadcasts.countUnreachable(firstBot, [{ chatId: 1, activeAtMs }, {
            chatId: 2,
            activeAtMs: 0,
          }]);
        assertEquals([await counted(50), await counted(51)], [1, 0]);
        const next = await insert(second);
        assertEquals(await second.broadcasts.add(firstBot, next.id, [1, 2, 3], 9), 2);
        assertEquals((await first.broadcasts.find(firstBot, next.id))?.counts.leftOut, 1);
        const again = await start(first, [1], { includesUnreachable: true });
        await first.broadcasts.advance(again, { ...nothing, claim: 9 });
        await first.broadcasts.advance(again, { ...nothing, results: [ended(1)] });
        assertEquals(await counted(0), 0);
      },
    );

    testing("are what another broadcast sent, for one that edits or deletes", async (first, second) => {
      const id = await start(first, [1, 2, 3]);
      await first.broadcasts.advance(id, { ...nothing, claim: 9 });
      const results = [ended(1), ended(2, { state: "failed", reason: "blocked" }), ended(3)];
      await first.broadcasts.advance(id, { ...nothing, results });
      const audience = { kind: "copies", broadcastId: id } as const;
      const copies = await insert(second, { kind: "delete", audience }, false);
      await second.broadcasts.prepareCopies(copies.id, 1);
      await first.broadcasts.prepareCopies(copies.id, 9);
      assertEquals(await second.broadcasts.advance(copies.id, { ...nothing, claim: 9 }), [
        { chatId: 1, messageIds: [101] },
        { chatId: 3, messageIds: [103] },
      ]);
    });

    testing("go after their time, with a person, and with their bot", async (first, second) => {
      const id = await start(first, [1, 2, 3]);
      await first.broadcasts.forgetUser(firstBot, 2);
      assertEquals((await second.broadcasts.find(firstBot, id))?.counts.pending, 2);
      await first.broadcasts.changeState(firstBot, id, { from: ["active"], to: "cancelled", atMs: 8 });
      assertEquals(await second.broadcasts.prune(8, 9), false);
      while (await second.broadcasts.prune(9, 1));
      const found = await first.broadcasts.find(firstBot, id);
      assertEquals([found?.hasRecipients, found?.counts.pending], [false, 2]);
      assertEquals(await first.broadcasts.recipients(firstBot, id, undefined, all, 9), []);
      await second.registry.deleteBot(firstBot);
      assertEquals(await first.broadcasts.list(firstBot, Number.MAX_SAFE_INTEGER, 9), []);
      assertEquals(await first.broadcasts.advance(id, { ...nothing, claim: 9 }), []);
    });
  });
}
