import type { RequestFaultCode } from "../../src/faults/fault.ts";
import { assertFault } from "../support/assert_fault.ts";
import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import type { RegistryChange } from "../../src/registry/change.ts";
import type { ConsumerPatch, NewConsumer, Registry } from "../../src/registry/registry.ts";
import { maxConsumersPerBot } from "../../src/registry/rules.ts";
import { watchStore } from "../../src/registry/watch_store.ts";
import { readToken } from "../../src/telegram/token.ts";
import { createListLogger } from "../support/list_logger.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { openRegistry } from "../support/open_registry.ts";
import { createPushTarget } from "../support/records.ts";
import { createTempFolder } from "../support/temp_folder.ts";

const token = `123456:${"A".repeat(35)}`;
const otherToken = `654321:${"B".repeat(35)}`;
const defaults = { retentionMs: 86_400_000, maxJournalBytes: 1_000_000 };

interface Setting {
  readonly registry: Registry;
  /** The same records as another process has them. */
  readonly elsewhere: Registry;
  readonly clock: ManualClock;
  readonly changes: RegistryChange[];
}

function withRegistry(work: (setting: Setting) => Promise<void>): () => Promise<void> {
  return async () => {
    using folder = createTempFolder();
    const clock = new ManualClock(5_000);
    const here = await openRegistry(folder.path, clock);
    const there = await openRegistry(folder.path, clock);
    const changes: RegistryChange[] = [];
    here.registry.subscribe((change) => changes.push(change));
    try {
      await work({ registry: here.registry, elsewhere: there.registry, clock, changes });
    } finally {
      here.close();
      there.close();
    }
  };
}

const typesOf = (changes: readonly RegistryChange[]) => changes.map((change) => change.type);

describe("bots", () => {
  test(
    "allow sign-in only when an owner added them, and never by default",
    withRegistry(async ({ registry, elsewhere }) => {
      const { id, addedBy, isSignInBot } = await registry.addBot(token, defaults);
      assertEquals([addedBy, isSignInBot], ["owner", false]);
      assertEquals((await registry.updateBot(id, { isSignInBot: true })).isSignInBot, true);
      const autoRegistered = await registry.addBot(otherToken, { ...defaults, addedBy: "auto-register" });
      for (const patch of [{}, { token: otherToken }]) {
        await assertFault(
          () => elsewhere.updateBot(autoRegistered.id, { ...patch, isSignInBot: true }),
          "sign_in_bot_foreign",
        );
      }
    }),
  );

  test(
    "of unknown origin belong to whoever gives their token",
    withRegistry(async ({ registry }) => {
      const { id } = await registry.addBot(token, { ...defaults, addedBy: "unknown" });
      await assertFault(() => registry.updateBot(id, { isSignInBot: true }), "sign_in_bot_unknown");
      assertEquals((await registry.updateBot(id, { token })).addedBy, "owner");
      assertEquals((await registry.updateBot(id, { isSignInBot: true })).isSignInBot, true);
    }),
  );

  test(
    "addBot() creates the bot with a default consumer that is independent and starts now",
    withRegistry(async ({ registry, changes }) => {
      const bot = await registry.addBot(token, defaults);
      assertEquals(registry.bots(), [bot]);
      assertEquals([bot.id, bot.status, bot.retentionMs, bot.addedAtMs], [
        123456,
        "active",
        86_400_000,
        5_000,
      ]);
      const consumers = registry.consumers(bot.id);
      assertEquals(
        consumers.map(({ name, mode, sharing, start, filter }) => ({ name, mode, sharing, start, filter })),
        [{ name: "default", mode: "poll", sharing: "independent", start: "now", filter: {} }],
      );
      assertEquals(typesOf(changes), ["bot-added", "consumer-added"]);
    }),
  );

  test(
    "addBot() refuses the same bot twice, by token and by id",
    withRegistry(async ({ registry, changes }) => {
      await registry.addBot(token, defaults);
      await assertFault(() => registry.addBot(token, defaults), "bot_exists");
      await assertFault(() => registry.addBot(`123456:${"C".repeat(35)}`, defaults), "bot_exists");
      assertEquals(changes.length, 2);
    }),
  );

  test(
    "addBot() twice at once adds one bot",
    withRegistry(async ({ registry }) => {
      const results = await Promise.allSettled([1, 2, 3].map(() => registry.addBot(token, defaults)));
      assertEquals(results.map((result) => result.status).sort(), ["fulfilled", "rejected", "rejected"]);
      assertEquals(registry.consumers(123456).length, 1);
    }),
  );

  test(
    "addBot() refuses a bot that another process has just added, and loads it",
    withRegistry(async ({ registry, elsewhere }) => {
      await elsewhere.addBot(token, defaults);
      await assertFault(() => registry.addBot(token, defaults), "bot_exists");
      assertEquals(registry.bots().map((bot) => bot.id), [123456]);
    }),
  );

  test(
    "addBot() refuses an invalid token without repeating it",
    withRegistry(async ({ registry }) => {
      const error = await assertRejects(() => registry.addBot("123456:tooShortSecret", defaults), TypeError);
      assert(!error.message.includes("tooShortSecret"));
    }),
  );

  test(
    "addBot() refuses an id that a number cannot hold exactly",
    withRegistry(async ({ registry }) => {
      const large = `${2 ** 53 + 2}:${"A".repeat(35)}`;
      await assertRejects(() => registry.addBot(large, defaults), TypeError, "its bot id is too large");
      const maxIdBot = await registry.addBot(`${2 ** 53 - 1}:${"A".repeat(35)}`, defaults);
      assertEquals(registry.bots(), [maxIdBot]);
      await registry.reload();
      assertEquals(registry.bots(), [maxIdBot]);
    }),
  );

  test(
    "updateBot() keeps fields that the patch does not name and reports the old values",
    withRegistry(async ({ registry, changes }) => {
      const before = await registry.addBot(token, defaults);
      const bot = await registry.updateBot(before.id, { username: "shop_bot", status: "revoked" });
      assertEquals(bot, { ...before, username: "shop_bot", status: "revoked" });
      assertEquals(changes.at(-1), { type: "bot-changed", bot, before });
      assertEquals(registry.consumers(bot.id).length, 1);
    }),
  );

  test(
    "updateBot() that changes nothing notifies nobody",
    withRegistry(async ({ registry, changes }) => {
      const bot = await registry.addBot(token, defaults);
      await registry.updateBot(bot.id, { username: "" });
      assertEquals(changes.length, 2);
    }),
  );

  test(
    "a bot's new token works at once and the old one no longer",
    withRegistry(async ({ registry }) => {
      await registry.addBot(token, defaults);
      const newer = `123456:${"C".repeat(35)}`;
      await registry.updateBot(123456, { token: newer });
      assertEquals(registry.findCaller(token), undefined);
      assertEquals(registry.findCaller(newer)?.realToken, newer);
      await assertFault(() => registry.updateBot(123456, { token: otherToken }), "bot_token_taken");
    }),
  );

  test(
    "removeBot() takes its consumers and access tokens with it, tokens first",
    withRegistry(async ({ registry, changes }) => {
      await registry.addBot(token, defaults);
      await registry.addBot(otherToken, defaults);
      const consumer = await registry.addConsumer(123456, { name: "a" });
      const access = await registry.createAccessToken(consumer.id);
      changes.length = 0;
      await registry.removeBot(123456);
      assertEquals(typesOf(changes), [
        "access-token-removed",
        "consumer-removed",
        "consumer-removed",
        "bot-removed",
      ]);
      assertEquals(registry.findCaller(token), undefined);
      assertEquals(registry.findCaller(access.token), undefined);
      assertEquals(registry.consumers(123456), []);
      assertEquals(registry.bots().map((bot) => bot.id), [654321]);
      await assertFault(() => registry.removeBot(123456), "bot_unknown");
    }),
  );
});

describe("consumers", () => {
  test(
    "a named consumer is exclusive by default",
    withRegistry(async ({ registry }) => {
      await registry.addBot(token, defaults);
      const consumer = await registry.addConsumer(123456, { name: "analytics" });
      assertEquals([consumer.mode, consumer.sharing, consumer.start], ["poll", "exclusive", "now"]);
      assertEquals(registry.consumerByName(123456, "analytics"), consumer);
      assertEquals(registry.consumer(consumer.id), consumer);
    }),
  );

  const refusedNames = ["", "Shop", "-a", "_a", "a b", "a/b", "ä", "a".repeat(65), "a\n"];
  for (const name of refusedNames) {
    test(
      `the name ${JSON.stringify(name)} is refused`,
      withRegistry(async ({ registry }) => {
        await registry.addBot(token, defaults);
        await assertFault(() => registry.addConsumer(123456, { name }), "consumer_name_invalid");
      }),
    );
  }

  const push = createPushTarget();
  const refused: [string, NewConsumer, RequestFaultCode][] = [
    ["a name that is taken", { name: "default" }, "consumer_exists"],
    ["push without a URL", { name: "a", mode: "push" }, "consumer_url_mismatch"],
    ["poll with a URL", { name: "a", push }, "consumer_url_mismatch"],
    [
      "a reason of two lines",
      { name: "a", mode: "push", push, disabledReason: "a\nb" },
      "consumer_reason_invalid",
    ],
    [
      "a push target against the rules",
      { name: "a", mode: "push", push: { ...push, headers: { Host: "x" } } },
      "consumer_push_invalid",
    ],
  ];
  for (const [title, consumer, code] of refused) {
    test(
      `${title} is refused`,
      withRegistry(async ({ registry }) => {
        await registry.addBot(token, defaults);
        await assertFault(() => registry.addConsumer(123456, consumer), code);
        assertEquals(registry.consumers(123456).length, 1);
      }),
    );
  }

  test(
    "a bot has no more consumers than the limit",
    withRegistry(async ({ registry }) => {
      await registry.addBot(token, defaults);
      for (let count = 1; count < maxConsumersPerBot; count++) {
        await registry.addConsumer(123456, { name: `c${count}` });
      }
      await assertFault(() => registry.addConsumer(123456, { name: "more" }), "consumer_limit");
    }),
  );

  test(
    "updateConsumer() switches a consumer to pushing and back",
    withRegistry(async ({ registry, changes }) => {
      await registry.addBot(token, defaults);
      const before = await registry.addConsumer(123456, { name: "a", filter: { chats: [-1] } });
      const pushing = await registry.updateConsumer(before.id, { mode: "push", push });
      assertEquals(pushing, { ...before, mode: "push", push });
      const back = await registry.updateConsumer(before.id, { mode: "poll", push: undefined });
      assertEquals(back, before);
      assertEquals(typesOf(changes.slice(-2)), ["consumer-changed", "consumer-changed"]);
    }),
  );

  test(
    "a renamed consumer is found by its new name only",
    withRegistry(async ({ registry }) => {
      await registry.addBot(token, defaults);
      const { id } = await registry.addConsumer(123456, { name: "a" });
      const renamed = await registry.updateConsumer(id, { name: "b" });
      assertEquals(registry.consumerByName(123456, "a"), undefined);
      assertEquals(registry.consumerByName(123456, "b"), renamed);
    }),
  );

  const refusedPatches: [string, ConsumerPatch, RequestFaultCode][] = [
    ["a name that is taken", { name: "other" }, "consumer_exists"],
    ["a bad name", { name: "B" }, "consumer_name_invalid"],
    ["push without a URL", { mode: "push" }, "consumer_url_mismatch"],
    [
      "a push target against the rules",
      { mode: "push", push: { ...push, urls: [] } },
      "consumer_push_invalid",
    ],
  ];
  for (const [title, patch, code] of refusedPatches) {
    test(
      `updateConsumer() refuses ${title}`,
      withRegistry(async ({ registry }) => {
        await registry.addBot(token, defaults);
        await registry.addConsumer(123456, { name: "other" });
        const consumer = await registry.addConsumer(123456, { name: "a" });
        await assertFault(() => registry.updateConsumer(consumer.id, patch), code);
        assertEquals(registry.consumer(consumer.id), consumer);
      }),
    );
  }

  test(
    "the default consumer can be neither removed nor renamed",
    withRegistry(async ({ registry }) => {
      await registry.addBot(token, defaults);
      const id = registry.consumerByName(123456, "default")?.id ?? 0;
      await assertFault(() => registry.removeConsumer(id), "consumer_is_default");
      await assertFault(() => registry.updateConsumer(id, { name: "main" }), "consumer_name_fixed");
    }),
  );

  test(
    "removeConsumer() takes its access tokens with it",
    withRegistry(async ({ registry, changes }) => {
      await registry.addBot(token, defaults);
      const { id } = await registry.addConsumer(123456, { name: "a" });
      const access = await registry.createAccessToken(id);
      changes.length = 0;
      await registry.removeConsumer(id);
      assertEquals(typesOf(changes), ["access-token-removed", "consumer-removed"]);
      assertEquals(registry.findCaller(access.token), undefined);
      await assertFault(() => registry.removeConsumer(id), "consumer_gone");
    }),
  );
});

describe("access tokens and callers", () => {
  test(
    "an access token looks like a token of its bot, and only its hash is kept",
    withRegistry(async ({ registry }) => {
      await registry.addBot(token, defaults);
      const { id } = await registry.addConsumer(123456, { name: "a" });
      const { record, token: text } = await registry.createAccessToken(id, { label: "phone" });
      assertEquals(readToken(text), { token: text, botId: 123456 });
      assertMatch(text, /^123456:[A-Za-z0-9_-]{35}$/);
      assertMatch(record.hash, /^[0-9a-f]{64}$/);
      assert(!JSON.stringify(record).includes(text.slice(7)));
      assertEquals(registry.accessTokens(id), [record]);
      assertNotEquals((await registry.createAccessToken(id)).token, text);
    }),
  );

  test(
    "the real token calls as the default consumer, or as the one that is named",
    withRegistry(async ({ registry }) => {
      await registry.addBot(token, defaults);
      const named = await registry.addConsumer(123456, { name: "a" });
      assertEquals(registry.findCaller(token), {
        botId: 123456,
        realToken: token,
        presentedToken: token,
        consumerId: registry.consumerByName(123456, "default")?.id ?? 0,
        accessTokenId: undefined,
        scope: {},
      });
      assertEquals(registry.findCaller(token, "a")?.consumerId, named.id);
      assertEquals(registry.findCaller(token, "nobody"), undefined);
    }),
  );

  test(
    "an access token calls as its own consumer, within its scope, and as no other",
    withRegistry(async ({ registry }) => {
      await registry.addBot(token, defaults);
      const { id } = await registry.addConsumer(123456, { name: "a" });
      const scope = { methods: ["sendmessage"] };
      const { record, token: text } = await registry.createAccessToken(id, { scope });
      const caller = {
        botId: 123456,
        realToken: token,
        presentedToken: text,
        consumerId: id,
        accessTokenId: record.id,
        scope,
      };
      // Twice: hashed the first time, remembered the second.
      assertEquals(registry.findCaller(text), caller);
      assertEquals(registry.findCaller(text), caller);
      assertEquals(registry.findCaller(text, "a"), caller);
      assertEquals(registry.findCaller(text, "default"), undefined);
    }),
  );

  test(
    "a revoked access token is refused at once, even if it was just used",
    withRegistry(async ({ registry }) => {
      await registry.addBot(token, defaults);
      const { id } = await registry.addConsumer(123456, { name: "a" });
      const { record, token: text } = await registry.createAccessToken(id);
      assert(registry.findCaller(text));
      await registry.revokeAccessToken(record.id);
      assertEquals(registry.findCaller(text), undefined);
      assertEquals(registry.findCaller(text), undefined);
      await assertFault(() => registry.revokeAccessToken(record.id), "access_token_gone");
    }),
  );

  for (const text of ["", ":", "123456", "123456:", `${token}x`, token.toLowerCase(), otherToken, "NaN:x"]) {
    test(
      `${JSON.stringify(text.slice(0, 12))} of ${text.length} characters is nobody's`,
      withRegistry(async ({ registry }) => {
        await registry.addBot(token, defaults);
        assertEquals(registry.findCaller(text), undefined);
      }),
    );
  }

  test(
    "more access tokens than the cache holds are all recognised",
    withRegistry(async ({ registry }) => {
      await registry.addBot(token, defaults);
      const texts: string[] = [];
      for (let part = 0; part < 5; part++) {
        const { id } = await registry.addConsumer(123456, { name: `c${part}` });
        for (let count = 0; count < 900; count++) texts.push((await registry.createAccessToken(id)).token);
      }
      for (let round = 0; round < 2; round++) assert(texts.every((text) => registry.findCaller(text)));
    }),
  );

  for (const label of ["two\nlines", "x".repeat(101)]) {
    test(
      `a label of ${JSON.stringify(label.slice(0, 12))} is refused`,
      withRegistry(async ({ registry }) => {
        await registry.addBot(token, defaults);
        const id = registry.consumerByName(123456, "default")?.id ?? 0;
        await assertFault(() => registry.createAccessToken(id, { label }), "label_invalid");
      }),
    );
  }
});

describe("writes of another process", () => {
  test(
    "refresh() loads them and notifies listeners, bots before their consumers",
    withRegistry(async ({ registry, elsewhere, changes }) => {
      await registry.addBot(token, defaults);
      await elsewhere.addBot(otherToken, defaults);
      await elsewhere.updateBot(123456, { name: "renamed" });
      const { id } = await elsewhere.addConsumer(123456, { name: "a" });
      const access = await elsewhere.createAccessToken(id);
      changes.length = 0;
      await registry.refresh();
      assertEquals(typesOf(changes), [
        "bot-added",
        "bot-changed",
        "consumer-added",
        "consumer-added",
        "access-token-added",
      ]);
      assertEquals(registry.findCaller(access.token)?.consumerId, id);
      assertEquals(registry.bots(), elsewhere.bots());
    }),
  );

  test(
    "refresh() without them notifies nobody, not even after its own writes",
    withRegistry(async ({ registry, changes }) => {
      await registry.addBot(token, defaults);
      await registry.addConsumer(123456, { name: "a", filter: { users: [1], chats: [2] } });
      changes.length = 0;
      await registry.refresh();
      await registry.reload();
      assertEquals(changes, []);
    }),
  );

  test(
    "does not overwrite them",
    withRegistry(async ({ registry, elsewhere }) => {
      await registry.addBot(token, defaults);
      await elsewhere.updateBot(123456, { username: "from_elsewhere" });
      const bot = await registry.updateBot(123456, { name: "from here" });
      assertEquals([bot.username, bot.name], ["from_elsewhere", "from here"]);
    }),
  );

  test(
    "a removed bot is gone here too, tokens and consumers first",
    withRegistry(async ({ registry, elsewhere, changes }) => {
      await elsewhere.addBot(token, defaults);
      await registry.refresh();
      changes.length = 0;
      await elsewhere.removeBot(123456);
      await registry.refresh();
      assertEquals(typesOf(changes), ["consumer-removed", "bot-removed"]);
      assertEquals(registry.findCaller(token), undefined);
    }),
  );

  test(
    "watchStore() checks once per interval and stops when aborted, leaving no timer",
    withRegistry(async ({ registry, elsewhere, clock }) => {
      const lines: string[] = [];
      const logger = createListLogger(lines);
      const stop = new AbortController();
      const watching = watchStore(registry, { clock, intervalMs: 1_000, signal: stop.signal, logger });
      await elsewhere.addBot(token, defaults);
      await clock.advance(999);
      assertEquals(registry.bots().length, 0);
      await clock.advance(1);
      assertEquals(registry.bots().length, 1);
      stop.abort();
      await watching;
      assertEquals([clock.pending, lines.length], [0, 0]);
    }),
  );

  test("watchStore() reports a failed check and continues", async () => {
    using folder = createTempFolder();
    const clock = new ManualClock();
    const { registry, close } = await openRegistry(folder.path);
    close();
    const lines: string[] = [];
    const stop = new AbortController();
    const logger = createListLogger(lines);
    const watching = watchStore(registry, { clock, intervalMs: 1_000, signal: stop.signal, logger });
    await clock.advance(3_000);
    stop.abort();
    await watching;
    assertEquals(lines.length, 3);
    assertMatch(lines[0] ?? "", /^cannot reload settings .*"next_retry":"1s"/);
  });
});

describe("failures", () => {
  test("a write that the store refuses changes nothing in memory, and the next one is attempted", async () => {
    using folder = createTempFolder();
    const { registry, close } = await openRegistry(folder.path);
    close();
    const changes: RegistryChange[] = [];
    registry.subscribe((change) => changes.push(change));
    await assertRejects(() => registry.addBot(token, defaults));
    await assertRejects(() => registry.addBot(token, defaults));
    assertEquals([registry.bots(), changes], [[], []]);
  });

  test(
    "a removed listener is not called",
    withRegistry(async ({ registry }) => {
      const heard: RegistryChange[] = [];
      const leave = registry.subscribe((change) => heard.push(change));
      leave();
      await registry.addBot(token, defaults);
      assertEquals(heard, []);
    }),
  );
});
