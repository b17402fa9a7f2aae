import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { Registry } from "../../src/registry/registry.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { openRegistry } from "../support/open_registry.ts";
import { createTempFolder } from "../support/temp_folder.ts";

const botToken = `123456:${"A".repeat(35)}`;

interface Setting {
  readonly registry: Registry;
  readonly clock: ManualClock;
  readonly consumerId: number;
  /** Opens the same records as another process has them. */
  readonly reopen: () => Promise<Registry>;
}

function withRegistry(work: (setting: Setting) => Promise<void>): () => Promise<void> {
  return async () => {
    using folder = createTempFolder();
    const clock = new ManualClock();
    const closings: (() => void)[] = [];
    const reopen = async () => {
      const { registry, close } = await openRegistry(folder.path, clock);
      closings.push(close);
      return registry;
    };
    try {
      const registry = await reopen();
      await registry.addBot(botToken, { retentionMs: 86_400_000, maxJournalBytes: 1e6 });
      const { id: consumerId } = await registry.addConsumer(123456, { name: "a" });
      await work({ registry, clock, consumerId, reopen });
    } finally {
      for (const close of closings) close();
    }
  };
}

describe("an access token that expires", () => {
  test(
    "works until then, here and in processes that open the store later",
    withRegistry(async ({ registry, clock, consumerId, reopen }) => {
      const expiresAtMs = clock.now() + 1_000;
      const { token } = await registry.createAccessToken(consumerId, { expiresAtMs });
      assert(registry.findCaller(token));
      await clock.advance(999);
      assert(registry.findCaller(token));
      await clock.advance(1);
      assertEquals(registry.findCaller(token), undefined);
      assertEquals((await reopen()).findCaller(token), undefined);
      assertEquals(registry.accessTokens(consumerId)[0]?.expiresAtMs, expiresAtMs);
    }),
  );
});

describe("an access token that is rotated", () => {
  test(
    "keeps its ID, scope and label, and the old text works during the overlap",
    withRegistry(async ({ registry, clock, consumerId, reopen }) => {
      const scope = { methods: ["getme"] };
      const { record, token: first } = await registry.createAccessToken(consumerId, { label: "x", scope });
      assert(registry.findCaller(first));
      const { record: rotated, token: second } = await registry.rotateAccessToken(record.id, 60_000);
      assertNotEquals(second, first);
      assertEquals([rotated.id, rotated.label, rotated.scope], [record.id, "x", scope]);
      for (const opened of [registry, await reopen()]) {
        for (const token of [first, second]) {
          assertEquals(opened.findCaller(token)?.accessTokenId, record.id);
        }
      }
      await clock.advance(60_000);
      assertEquals(registry.findCaller(first), undefined);
      assertEquals(registry.findCaller(second)?.accessTokenId, record.id);
    }),
  );

  test(
    "without an overlap refuses the old text at once, even when it was just used",
    withRegistry(async ({ registry, consumerId }) => {
      const { record, token: first } = await registry.createAccessToken(consumerId);
      assert(registry.findCaller(first));
      const { token: second } = await registry.rotateAccessToken(record.id, 0);
      assertEquals(registry.findCaller(first), undefined);
      assert(registry.findCaller(second));
    }),
  );

  test(
    "twice within the overlap refuses the first text",
    withRegistry(async ({ registry, consumerId }) => {
      const { record, token: first } = await registry.createAccessToken(consumerId);
      assert(registry.findCaller(first));
      const { token: second } = await registry.rotateAccessToken(record.id, 60_000);
      const { token: third } = await registry.rotateAccessToken(record.id, 60_000);
      const isKnown = [first, second, third].map((token) => registry.findCaller(token) !== undefined);
      assertEquals(isKnown, [false, true, true]);
      await registry.revokeAccessToken(record.id);
      for (const token of [first, second, third]) assertEquals(registry.findCaller(token), undefined);
    }),
  );

  test(
    "by another process takes effect here",
    withRegistry(async ({ registry, consumerId, reopen }) => {
      const elsewhere = await reopen();
      const { record, token: first } = await registry.createAccessToken(consumerId);
      await elsewhere.refresh();
      const changes: string[] = [];
      registry.subscribe(({ type }) => changes.push(type));
      const { token: second } = await elsewhere.rotateAccessToken(record.id, 0);
      await registry.refresh();
      assertEquals(changes, ["access-token-changed"]);
      assertEquals(registry.findCaller(first), undefined);
      assert(registry.findCaller(second));
    }),
  );
});

describe("the last use of an access token", () => {
  test(
    "is recorded to the minute, and written every minute and at shutdown",
    withRegistry(async ({ registry, clock, consumerId, reopen }) => {
      const { record: { id } } = await registry.createAccessToken(consumerId);
      const stopping = new AbortController();
      const running = registry.tokenUses.run(stopping.signal);
      assertEquals(registry.tokenUses.lastUsedMs(id), 0);
      const firstMs = clock.now();
      registry.tokenUses.note(id);
      await clock.advance(30_000);
      registry.tokenUses.note(id);
      assertEquals(registry.tokenUses.lastUsedMs(id), firstMs);
      await clock.advance(30_000);
      assertEquals((await reopen()).tokenUses.lastUsedMs(id), firstMs);
      registry.tokenUses.note(id);
      const lastMs = clock.now();
      stopping.abort();
      await running;
      assertEquals((await reopen()).tokenUses.lastUsedMs(id), lastMs);
      assertEquals(clock.pending, 0);
    }),
  );

  test(
    "is forgotten with the token",
    withRegistry(async ({ registry, clock, consumerId }) => {
      const { record: { id } } = await registry.createAccessToken(consumerId);
      registry.tokenUses.note(id);
      await registry.revokeAccessToken(id);
      const stopping = new AbortController();
      const running = registry.tokenUses.run(stopping.signal);
      await clock.advance(60_000);
      assertEquals(registry.tokenUses.lastUsedMs(id), 0);
      stopping.abort();
      await running;
    }),
  );
});
