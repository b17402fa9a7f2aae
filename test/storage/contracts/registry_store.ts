import { describe, test } from "node:test";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { RegistryStore } from "../../../src/registry/registry_store.ts";
import {
  createAccessTokenRecord,
  createBotRecord,
  createConsumerRecord,
  createPushTarget,
} from "../../support/records.ts";
import type { OpenControlStores } from "./control_stores.ts";
import { withHandles } from "./two_handles.ts";

/** What every store of the registry must do. */
export function describeRegistryStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (store: RegistryStore, other: RegistryStore) => Promise<void>) =>
    test(title, withHandles(open, ({ registry }, second) => work(registry, second.registry)));

  describe(name, () => {
    testing("an empty store loads as nothing", async (store) => {
      assertEquals(await store.load(), { bots: [], consumers: [], accessTokens: [] });
    });

    testing("a bot comes back with its first consumer as it went in", async (store) => {
      const bot = createBotRecord({
        id: 7_123_456_789,
        username: "shop_bot",
        name: "Shop ☕",
        photo: "AgACphoto",
        status: "revoked",
        ingress: "webhook",
        isArchived: false,
        archivedSinceMs: 5,
        refreshesChats: false,
        addedBy: "auto-register",
        isSignInBot: true,
        previousWebhookUrl: "https://example.org/hook",
      });
      const consumer = await store.insertBot(bot, createConsumerRecord({ botId: bot.id }));
      assert(consumer !== undefined);
      assertEquals(await store.load(), { bots: [bot], consumers: [consumer], accessTokens: [] });
    });

    testing("a bot that is there already is not added and not changed", async (store, other) => {
      await store.insertBot(createBotRecord({ name: "first" }), createConsumerRecord());
      assertEquals(
        await other.insertBot(createBotRecord({ name: "second" }), createConsumerRecord()),
        undefined,
      );
      const { bots, consumers } = await store.load();
      assertEquals(bots.map((bot) => bot.name), ["first"]);
      assertEquals(consumers.length, 1);
    });

    testing("a saved bot is replaced and keeps its consumers", async (store) => {
      const bot = createBotRecord();
      await store.insertBot(bot, createConsumerRecord());
      const changed = { ...bot, token: `${bot.id}:${"B".repeat(35)}`, status: "revoked" } as const;
      await store.saveBot(changed);
      const { bots, consumers } = await store.load();
      assertEquals(bots, [changed]);
      assertEquals(consumers.length, 1);
    });

    testing("a consumer comes back with all it holds", async (store) => {
      await store.insertBot(createBotRecord(), createConsumerRecord());
      const consumer = await store.insertConsumer(createConsumerRecord({
        name: "analytics",
        mode: "push",
        sharing: "exclusive",
        maxAgeSec: 600,
        filter: {
          updates: ["message", "a_kind_of_the_future"],
          chats: [-1001234567890],
          topics: [7],
          users: [],
        },
        start: { timeMs: 1_700_000_000_000 },
        push: createPushTarget({
          urls: ["https://a/", "https://b/"],
          headers: { "x-a": "b" },
          maxAttempts: 3,
        }),
        disabledReason: "The owner switched it off",
      }));
      assert(consumer !== undefined);
      assertEquals((await store.load()).consumers.find((each) => each.id === consumer.id), consumer);
    });

    testing(
      "a second consumer of the same name is not added to the same bot, but to another",
      async (store) => {
        await store.insertBot(createBotRecord(), createConsumerRecord());
        await store.insertBot(createBotRecord({ id: 2 }), createConsumerRecord({ botId: 2 }));
        assertEquals(await store.insertConsumer(createConsumerRecord()), undefined);
        assertNotEquals(
          await store.insertConsumer(createConsumerRecord({ botId: 2, name: "b" })),
          undefined,
        );
      },
    );

    testing("nothing is added to a bot or a consumer that is gone", async (store, other) => {
      const consumer = await store.insertBot(createBotRecord(), createConsumerRecord());
      assert(consumer !== undefined);
      await other.deleteBot(consumer.botId);
      assertEquals(await store.insertConsumer(createConsumerRecord({ name: "late" })), undefined);
      assertEquals(
        await store.insertAccessToken(createAccessTokenRecord({ consumerId: consumer.id })),
        undefined,
      );
    });

    testing("the id of a removed consumer never comes back", async (store) => {
      await store.insertBot(createBotRecord(), createConsumerRecord());
      const first = await store.insertConsumer(createConsumerRecord({ name: "a" }));
      assert(first !== undefined);
      await store.deleteConsumer(first.id);
      const second = await store.insertConsumer(createConsumerRecord({ name: "a" }));
      assert(second !== undefined && second.id > first.id);
    });

    testing("removing a consumer removes its access tokens; removing a bot removes all", async (store) => {
      const first = await store.insertBot(createBotRecord(), createConsumerRecord());
      const second = await store.insertConsumer(createConsumerRecord({ name: "a" }));
      assert(first !== undefined && second !== undefined);
      const kept = await store.insertAccessToken(createAccessTokenRecord({
        consumerId: first.id,
        hash: "1".repeat(64),
        label: "phone",
        scope: { methods: ["sendmessage"], chats: [-5], updates: ["message"] },
      }));
      assert(kept !== undefined);
      await store.insertAccessToken(createAccessTokenRecord({ consumerId: second.id }));
      await store.deleteConsumer(second.id);
      assertEquals((await store.load()).accessTokens, [kept]);
      await store.deleteBot(first.botId);
      assertEquals(await store.load(), { bots: [], consumers: [], accessTokens: [] });
    });

    testing("a saved access token is replaced, and keeps when it was last used", async (store, other) => {
      const consumer = await store.insertBot(createBotRecord(), createConsumerRecord());
      assert(consumer !== undefined);
      const token = await store.insertAccessToken(createAccessTokenRecord({ consumerId: consumer.id }));
      assert(token !== undefined);
      assertEquals(await store.accessTokenUses(), new Map());
      await other.noteAccessTokenUses(new Map([[token.id, 7_000], [token.id + 1, 8_000]]));
      const changed = {
        ...token,
        hash: "2".repeat(64),
        previousHash: token.hash,
        previousUntilMs: 9_000,
        expiresAtMs: 10_000,
      };
      await store.saveAccessToken(changed);
      assertEquals((await store.load()).accessTokens, [changed]);
      assertEquals(await store.accessTokenUses(), new Map([[token.id, 7_000]]));
    });

    testing("a removed access token is gone", async (store) => {
      const consumer = await store.insertBot(createBotRecord(), createConsumerRecord());
      assert(consumer !== undefined);
      const token = await store.insertAccessToken(createAccessTokenRecord({ consumerId: consumer.id }));
      assert(token !== undefined);
      await store.deleteAccessToken(token.id);
      assertEquals((await store.load()).accessTokens, []);
    });

    testing("the version changes when another wrote, and only then", async (store, other) => {
      const before = await store.version();
      await store.insertBot(createBotRecord(), createConsumerRecord());
      assertEquals(await store.version(), before);
      await other.saveBot(createBotRecord({ name: "changed" }));
      const after = await store.version();
      assertNotEquals(after, before);
      await store.load();
      assertEquals(await store.version(), after);
    });
  });
}
