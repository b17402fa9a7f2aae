import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Link, NewJob } from "../../src/routing/job.ts";
import type { NewTrace } from "../../src/routing/trace.ts";
import { botmuxMigrations } from "../../src/storage/botmux_migrations.ts";
import { migrate } from "../../src/storage/migrations.ts";
import type { RoutingStore } from "../../src/routing/routing_store.ts";
import { createRemoteRoutingStore, routingFunctions } from "../../src/storage/routing_functions.ts";
import { SqliteRoutingStore } from "../../src/storage/sqlite_routing_store.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";

const source = { bot: 1, chat: 100, message: 5 };
const copy = { bot: 2, chat: -200, message: 7 };

function createJob(more: Partial<NewJob> = {}): NewJob {
  const task = { do: "delete", chat: -200 } as const;
  return { routeId: 9, source, userId: 100, position: 3, bot: 2, album: "", task, addedAtMs: 50, ...more };
}

function createLink(more: Partial<Link> = {}): Link {
  const rest = { form: "copy", file: "", action: 0, hops: 1, addedAtMs: 50 } as const;
  return { routeId: 9, original: source, originalTopic: 0, copy, copyTopic: 3, ...rest, ...more };
}

function createTrace(more: Partial<NewTrace> = {}): NewTrace {
  return {
    atMs: 1,
    bot: 1,
    routeId: 9,
    position: 3,
    chat: 100,
    message: 5,
    action: "copy",
    isReturn: false,
    targetBot: 2,
    targetChat: -200,
    targetMessage: 7,
    result: "sent",
    details: [],
    latencyMs: 4,
    ...more,
  };
}

/** Runs `work` with a store of this thread, then with one that is reached as one of another thread is. */
function withStore(work: (store: RoutingStore) => Promise<void>): () => Promise<void> {
  return async () => {
    await withNewStore((store) => work(store))();
    await withNewStore((store) => {
      const functions = routingFunctions(() => store);
      return work(createRemoteRoutingStore((method, parameters) =>
        // As messages between threads carry it.
        functions[method]!(...structuredClone(parameters) as never[]).then((result) =>
          structuredClone(result)
        )
      ));
    })();
  };
}

function withNewStore(work: (store: RoutingStore) => Promise<void>): () => Promise<void> {
  return async () => {
    using folder = createTempFolder();
    const database = openDatabase(join(folder.path, "botmux.db"), { synchronous: "NORMAL" });
    try {
      migrate(database, botmuxMigrations, "botmux.db");
      await work(new SqliteRoutingStore(database));
    } finally {
      database.close();
    }
  };
}

describe("The store of routing", () => {
  test(
    "keeps jobs with the place in the journal, and tells those that were begun",
    withStore(async (store) => {
      await store.plan({ bot: 1, position: 4, jobs: [createJob(), createJob({ bot: 3 })], traces: [] });
      assertEquals(await store.positions(), new Map([[1, 4]]));
      const [job] = await store.waiting({ routeId: 9, bot: 2 }, 10);
      assertEquals(job, { ...createJob(), id: 1 });
      await store.begin([job!], 60);
      assertEquals(await store.waiting({ routeId: 9, bot: 2 }, 10), []);
      assertEquals((await store.begun()).map(({ id }) => id), [1]);
      await store.putBack([job!]);
      assertEquals(await store.begun(), []);
      assertEquals((await store.lanes()).map(({ bot, waiting }) => [bot, waiting]), [[2, 1], [3, 1]]);
    }),
  );

  test(
    "finds links at either end, for that bot alone where ids are a bot's own",
    withStore(async (store) => {
      await store.finish({ jobs: [], links: [createLink()], traces: [] });
      assertEquals(await store.linksAt(source), [createLink()]);
      assertEquals(await store.linksAt(copy), [createLink()]);
      assertEquals(await store.linksAt({ ...source, bot: 8 }), []);
      assertEquals(await store.linkTo(copy.chat, copy.message), createLink());
      await store.finish({ jobs: [], links: [], traces: [], cut: [copy] });
      assertEquals(await store.linksAt(source), []);
    }),
  );

  test(
    "lets go of old links and of more traces than a bot may have, in steps",
    withStore(async (store) => {
      const links = [10, 20, 90].map((addedAtMs) => createLink({ addedAtMs }));
      const traces = Array.from({ length: 7 }, (_, position) => createTrace({ position: position + 1 }));
      await store.finish({ jobs: [], links, traces });
      const options = { linksBeforeMs: 50, maxTraces: 3, limit: 2 };
      assertEquals(await store.prune(options), true);
      assertEquals(await store.prune(options), true);
      assertEquals(await store.prune(options), false);
      assertEquals((await store.linksAt(source)).map(({ addedAtMs }) => addedAtMs), [90]);
      assertEquals((await store.traces({ bot: 1 }, 10)).map(({ position }) => position), [7, 6, 5]);
    }),
  );

  test(
    "keeps topics of removed rules as long as anything these carried has a way back",
    withStore(async (store) => {
      const topic = { routeId: 9, bot: 2, chat: -200, topic: 3, sourceBot: 1, sourceChat: 100 };
      await store.saveTopic(topic);
      await store.finish({ jobs: [], links: [createLink()], traces: [] });
      const prune = (linksBeforeMs: number) => store.prune({ linksBeforeMs, maxTraces: 3, limit: 2 });
      await prune(50);
      assertEquals([await store.topicOwner(2, -200, 3), await store.hasLinks(1)], [topic, true]);
      await prune(51);
      assertEquals([await store.topicOwner(2, -200, 3), await store.hasLinks(1)], [undefined, false]);
    }),
  );

  test(
    "shows traces of known bots only",
    withStore(async (store) => {
      const traces = [
        createTrace(),
        createTrace({ targetBot: 3 }),
        createTrace({ targetBot: 0, action: "drop" }),
      ];
      await store.finish({ jobs: [], links: [], traces });
      const shown = await store.traces({ bot: 1, knownBots: [1, 3] }, 10);
      assertEquals(shown.map(({ targetBot }) => targetBot), [0, 3]);
    }),
  );

  test(
    "forgets a user",
    withStore(async (store) => {
      const inGroup = { ...source, chat: -5 };
      await store.plan({
        bot: 1,
        position: 1,
        jobs: [createJob(), createJob({ source: inGroup }), createJob({ source: inGroup, userId: 8 })],
        traces: [createTrace(), createTrace({ chat: -5 })],
      });
      await store.finish({ jobs: [], links: [createLink(), createLink({ original: inGroup })], traces: [] });
      assertEquals(await store.forgetUser(1, 100), [copy]);
      assertEquals((await store.waiting({ routeId: 9, bot: 2 }, 9)).map(({ userId }) => userId), [8]);
      assertEquals((await store.linksAt(copy)).map(({ original }) => original.chat), [-5]);
      assertEquals((await store.traces({ bot: 1 }, 9)).map(({ chat }) => chat), [-5]);
    }),
  );

  test(
    "tells where copies of a forgotten user's messages stand, and copies of those",
    withStore(async (store) => {
      const copyOfCopy = { bot: 3, chat: -300, message: 9 };
      const answer = { bot: 2, chat: -200, message: 8 };
      await store.finish({
        jobs: [],
        links: [
          createLink(),
          createLink({ original: copy, copy: copyOfCopy }),
          createLink({ original: answer, copy: { ...source, message: 6 } }),
          createLink({ original: { ...source, chat: 101 }, copy: { ...copy, message: 77 } }),
        ],
        traces: [],
      });
      assertEquals(await store.forgetUser(1, 100), [copy, copyOfCopy]);
    }),
  );
});
