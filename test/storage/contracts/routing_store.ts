import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { fault } from "../../../src/faults/fault.ts";
import type { Link, NewJob } from "../../../src/routing/job.ts";
import type { RoutingStore } from "../../../src/routing/routing_store.ts";
import type { NewTrace } from "../../../src/routing/trace.ts";
import type { OpenControlStores } from "./control_stores.ts";
import { withHandles } from "./two_handles.ts";

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
const lane = { routeId: 9, bot: 2 };

/** What every store of the work of routing must do. */
export function describeRoutingStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (store: RoutingStore, other: RoutingStore) => Promise<void>) =>
    test(title, withHandles(open, ({ routing }, second) => work(routing, second.routing)));

  describe(name, () => {
    testing(
      "keeps jobs with the place in the journal, and tells those that were begun",
      async (store, other) => {
        await store.plan({ bot: 1, position: 4, jobs: [createJob(), createJob({ bot: 3 })], traces: [] });
        assertEquals(await other.positions(), new Map([[1, 4]]));
        const [job] = await store.waiting({ routeId: 9, bot: 2 }, 10);
        assertEquals(job, { ...createJob(), id: 1 });
        await store.begin([job!], 60);
        assertEquals(await store.waiting({ routeId: 9, bot: 2 }, 10), []);
        assertEquals((await store.begun()).map(({ id }) => id), [1]);
        await store.putBack([job!]);
        assertEquals(await store.begun(), []);
        assertEquals((await other.lanes()).map(({ bot, waiting }) => [bot, waiting]), [[2, 1], [3, 1]]);
      },
    );

    testing(
      "finds links at either end, for that bot alone where ids are a bot's own",
      async (store, other) => {
        await store.finish({ jobs: [], links: [createLink()], traces: [] });
        assertEquals(await store.linksAt(source), [createLink()]);
        assertEquals(await other.linksAt(copy), [createLink()]);
        assertEquals(await store.linksAt({ ...source, bot: 8 }), []);
        assertEquals(await store.linkTo(copy.chat, copy.message), createLink());
        await store.finish({ jobs: [], links: [], traces: [], cut: [copy] });
        assertEquals(await store.linksAt(source), []);
      },
    );

    testing("lets go of old links and of more traces than a bot may have, in steps", async (store) => {
      const links = [10, 20, 90].map((addedAtMs) => createLink({ addedAtMs }));
      const traces = Array.from({ length: 7 }, (_, position) => createTrace({ position: position + 1 }));
      await store.finish({ jobs: [], links, traces });
      const options = { linksBeforeMs: 50, maxTraces: 3, limit: 2 };
      assertEquals(await store.prune(options), true);
      assertEquals(await store.prune(options), true);
      assertEquals(await store.prune(options), false);
      assertEquals((await store.linksAt(source)).map(({ addedAtMs }) => addedAtMs), [90]);
      assertEquals((await store.traces({ bot: 1 }, 10)).map(({ position }) => position), [7, 6, 5]);
    });

    testing(
      "keeps topics of removed rules as long as anything these carried has a way back",
      async (store) => {
        const topic = { routeId: 9, bot: 2, chat: -200, topic: 3, sourceBot: 1, sourceChat: 100 };
        await store.saveTopic(topic);
        await store.finish({ jobs: [], links: [createLink()], traces: [] });
        const prune = (linksBeforeMs: number) => store.prune({ linksBeforeMs, maxTraces: 3, limit: 2 });
        await prune(50);
        assertEquals([await store.topicOwner(2, -200, 3), await store.hasLinks(1)], [topic, true]);
        await prune(51);
        assertEquals([await store.topicOwner(2, -200, 3), await store.hasLinks(1)], [undefined, false]);
      },
    );

    testing("shows traces of known bots only", async (store) => {
      const traces = [
        createTrace(),
        createTrace({ targetBot: 3 }),
        createTrace({ targetBot: 0, action: "drop" }),
      ];
      await store.finish({ jobs: [], links: [], traces });
      const shown = await store.traces({ bot: 1, knownBots: [1, 3] }, 10);
      assertEquals(shown.map(({ targetBot }) => targetBot), [0, 3]);
    });

    testing("forgets a user", async (store) => {
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
    });

    testing(
      "tells where copies of a forgotten user's messages stand, and copies of those",
      async (store) => {
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
      },
    );

    testing("an empty store has nothing", async (store) => {
      assertEquals([await store.positions(), await store.lanes(), await store.begun()], [new Map(), [], []]);
      assertEquals([await store.waiting(lane, 9), await store.jobsOf(source)], [[], []]);
      assertEquals([await store.linksAt(source), await store.linkTo(1, 2)], [[], undefined]);
      assertEquals([await store.hasLinks(1), await store.topicOwner(1, 2, 3)], [false, undefined]);
      assertEquals([await store.traces({ bot: 1 }, 9), await store.forgetUser(1, 1)], [[], []]);
      assertEquals(await store.prune({ linksBeforeMs: 99, maxTraces: 1, limit: 1 }), false);
    });

    testing("keeps the place in each journal, which can be set and removed", async (store, other) => {
      await store.setPosition(7_123_456_789, Number.MAX_SAFE_INTEGER);
      await other.setPosition(1, 5);
      await other.plan({ bot: 1, position: 6, jobs: [], traces: [] });
      assertEquals((await store.positions()).get(1), 6);
      await store.removePosition(1);
      assertEquals(await other.positions(), new Map([[7_123_456_789, Number.MAX_SAFE_INTEGER]]));
    });

    testing(
      "gives jobs back in the order they came in, from both handles, as they were",
      async (store, other) => {
        const message = { text: "Grüße 🙂 'x'", date: 1, entities: [{ offset: 0 }] };
        const task = { do: "text", chat: -5, topic: "each", message, action: 0, hops: 2 } as const;
        const full = createJob({
          task: { ...task, text: { text: "x".repeat(4_096), entities: [] } },
          album: "a",
        });
        await store.addJobs([full, createJob({ position: 2 })]);
        await other.addJobs([createJob({ position: 1 })]);
        const jobs = await other.waiting(lane, 9);
        assertEquals(jobs.map(({ id: _, ...job }) => job), [
          full,
          createJob({ position: 2 }),
          createJob({ position: 1 }),
        ]);
        assertEquals(await store.waiting(lane, 2), jobs.slice(0, 2));
        assertEquals(await store.jobsOf(source), jobs);
        await store.begin(jobs.slice(0, 1), 60);
        assertEquals(await other.jobsOf(source), jobs);
      },
    );

    testing("keeps what a piece of a journal leads to, all or none of it", async (store, other) => {
      const broken = {
        ...createTrace(),
        get chat(): number {
          throw new RangeError("half way");
        },
      };
      const plan = store.plan({ bot: 1, position: 4, jobs: [createJob()], traces: [broken] });
      assertEquals(await plan.then(() => "kept", () => "refused"), "refused");
      assertEquals([await other.positions(), await other.waiting(lane, 9)], [new Map(), []]);
    });

    testing("keeps results of jobs and what follows from them, all or none of it", async (store, other) => {
      await store.addJobs([createJob()]);
      const jobs = await store.waiting(lane, 9);
      const broken = {
        ...createTrace(),
        get chat(): number {
          throw new RangeError("half way");
        },
      };
      const next = [createJob({ bot: 3 })];
      const failing = store.finish({ jobs, links: [createLink()], traces: [broken], next });
      assertEquals(await failing.then(() => "kept", () => "refused"), "refused");
      assertEquals([await other.waiting(lane, 9), await other.linksAt(source)], [jobs, []]);
      await other.finish({ jobs, links: [createLink()], traces: [createTrace()], next });
      assertEquals(await store.lanes(), [{ routeId: 9, bot: 3, waiting: 1 }]);
      await other.finish({ jobs, links: [], traces: [] });
    });

    testing(
      "keeps one topic for each chat a rule carries from, and tells whose it is",
      async (store, other) => {
        const key = { routeId: 9, bot: 2, chat: -200, sourceBot: 1, sourceChat: 100 };
        await store.saveTopic({ ...key, topic: 3 });
        await other.saveTopic({ ...key, topic: 4 });
        assertEquals(await store.ownTopic(key), { ...key, topic: 4 });
        assertEquals(await store.ownTopic({ ...key, sourceChat: 101 }), undefined);
        assertEquals([await store.topicOwner(2, -200, 3), await store.topicOwner(2, -200, 4)], [
          undefined,
          { ...key, topic: 4 },
        ]);
        await other.removeTopic({ ...key, topic: 4 });
        assertEquals(await store.ownTopic(key), undefined);
      },
    );

    testing(
      "gives traces back as they were, the newest first, by page, rule and result",
      async (store, other) => {
        const details = [fault("routing_album_split"), fault("routing_refused", { said: "Grüße 🙂 'x'" })];
        const traces = [
          createTrace({ details, latencyMs: Number.MAX_SAFE_INTEGER }),
          createTrace({ routeId: 8, result: "failed", isReturn: true, action: "react" }),
          createTrace({ result: "unknown", targetBot: 0, targetChat: 0, targetMessage: 0 }),
        ];
        await store.finish({ jobs: [], links: [], traces });
        const all = await other.traces({ bot: 1 }, 9);
        assertEquals(all.map(({ id: _, ...trace }) => trace), traces.toReversed());
        assertEquals(await other.traces({ bot: 1, before: all[0]?.id }, 1), all.slice(1, 2));
        assertEquals(await other.traces({ bot: 1, routeId: 8 }, 9), all.slice(1, 2));
        assertEquals(await other.traces({ bot: 1, results: ["unknown", "sent"] }, 9), all.toSpliced(1, 1));
        assertEquals(await other.traces({ bot: 2 }, 9), []);
      },
    );
  });
}
