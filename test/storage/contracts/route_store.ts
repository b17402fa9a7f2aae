import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { NewJob } from "../../../src/routing/job.ts";
import type { Route } from "../../../src/routing/rule.ts";
import {
  type ControlStores,
  firstBot,
  type OpenControlStores,
  secondBot,
  withBots,
} from "./control_stores.ts";

function route(name: string, place: number, changes: Partial<Route> = {}): Omit<Route, "id"> {
  const actions = [{
    do: "copy",
    to: [{ bot: secondBot, chat: -1_001_234_567_890, topic: "each" }],
  }] as const;
  const rule = { name, actions: [{ ...actions[0], to: [...actions[0].to] }], when: { text: "Grüße 🙂|'%_" } };
  return { botId: firstBot, place, rule, isDeclared: false, addedAtMs: 5, ...changes };
}

async function addRoute(
  { routes }: ControlStores,
  name: string,
  place: number,
  changes: Partial<Route> = {},
): Promise<Route> {
  const added = await routes.insertRoute(route(name, place, changes));
  assert(added !== undefined);
  return added;
}

/** What every store of routing rules must do. */
export function describeRouteStore(name: string, open: OpenControlStores): void {
  const testing = (title: string, work: (first: ControlStores, second: ControlStores) => Promise<void>) =>
    test(title, withBots(open, work));

  describe(name, () => {
    testing(
      "rules come back as they went in, by bot and place, at the other handle",
      async (first, second) => {
        assertEquals(await first.routes.loadRoutes(), []);
        const b = await addRoute(first, "b", 2, { isDeclared: true, addedAtMs: Number.MAX_SAFE_INTEGER });
        const a = await addRoute(second, "a", 1);
        const other = await addRoute(first, "a", 9, { botId: secondBot });
        assertEquals(await second.routes.loadRoutes(), [other, a, b]);
      },
    );

    testing("a name is there once for a bot, and a rule needs its bot", async (first, second) => {
      const kept = await addRoute(first, "a", 1);
      assertEquals(await second.routes.insertRoute(route("a", 2)), undefined);
      assertEquals(await second.routes.insertRoute(route("b", 2, { botId: 99 })), undefined);
      assertEquals(await first.routes.loadRoutes(), [kept]);
    });

    testing("several are replaced together", async (first, second) => {
      const [a, b] = [await addRoute(first, "a", 1), await addRoute(first, "b", 2)];
      const changed = [{ ...a, place: 2, isDeclared: true }, {
        ...b,
        place: 1,
        rule: { ...b.rule, name: "c" },
      }];
      await second.routes.saveRoutes(changed);
      assertEquals(await first.routes.loadRoutes(), changed.toReversed());
    });

    testing("several are replaced all or none", async (first, second) => {
      const [a, b] = [await addRoute(first, "a", 1), await addRoute(first, "b", 2)];
      const clash = [{ ...a, place: 3 }, { ...b, rule: { ...b.rule, name: "a" } }];
      const saved = await second.routes.saveRoutes(clash).then(() => "saved", () => "refused");
      assertEquals([saved, await first.routes.loadRoutes()], ["refused", [a, b]]);
    });

    testing(
      "a deleted rule takes along what it has yet to send, but not the way back",
      async (first, second) => {
        const { id } = await addRoute(first, "a", 1);
        const source = { bot: firstBot, chat: 1, message: 2 };
        const base = { routeId: id, source, userId: 1, position: 3, bot: secondBot, album: "", addedAtMs: 1 };
        const send = (action: number): NewJob => {
          return { ...base, task: { do: "copy", chat: 1, message: {}, action, hops: 1 } };
        };
        await first.routing.addJobs([send(0), send(-1), { ...base, routeId: id + 1, task: send(0).task }]);
        await second.routes.deleteRoute(id);
        await second.routes.deleteRoute(id);
        assertEquals(await first.routes.loadRoutes(), []);
        const left = async (routeId: number) =>
          (await first.routing.waiting({ routeId, bot: secondBot }, 9)).map(({ task }) =>
            "action" in task ? task.action : undefined
          );
        assertEquals([await left(id), await left(id + 1)], [[-1], [0]]);
      },
    );

    testing("go with their bot", async (first, second) => {
      await addRoute(first, "a", 1);
      await second.registry.deleteBot(firstBot);
      assertEquals(await first.routes.loadRoutes(), []);
    });
  });
}
