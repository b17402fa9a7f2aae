import { describe, test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { silentLogger } from "../../src/base/logger.ts";
import { systemClock } from "../../src/base/clock.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";
import { Fleet } from "../../src/upstream/fleet.ts";
import { fleetBot, noIngress, unheardEvents } from "../support/fleet_parts.ts";
import { MemorySink } from "../support/memory_sink.ts";
import { messageUpdate, StandIn } from "../support/stand_in.ts";
import { until } from "../support/until.ts";

const secret = "A".repeat(35);

function bot(id: number, letter = "A") {
  return fleetBot(id, `${id}:${letter.repeat(35)}`);
}

/** A fleet on the system's clock with a stand-in upstream. */
async function setUp(baseUrl?: string) {
  const standIn = await StandIn.start();
  const sink = new MemorySink();
  const client = new UpstreamClient({ baseUrl: baseUrl ?? standIn.url, clock: systemClock });
  const names: string[] = [];
  const webhookRestored: number[] = [];
  const fleet = new Fleet({
    client,
    sink,
    clock: systemClock,
    logger: silentLogger,
    random: Math.random,
    events: {
      ...unheardEvents,
      webhookToRestore: () => ({ url: "https://old.example/x" }),
      webhookRestored: (id) => {
        webhookRestored.push(id);
        return Promise.resolve();
      },
      identified: (id, { username }) => void names.push(`${id} ${username}`),
    },
    ingress: noIngress,
  });
  return {
    standIn,
    sink,
    fleet,
    names,
    webhookRestored,
    async [Symbol.asyncDispose]() {
      await fleet.stop();
      client.close();
      await standIn[Symbol.asyncDispose]();
    },
  };
}

describe("Fleet", () => {
  test("polls every bot and keeps their updates apart", async () => {
    await using setup = await setUp();
    for (const id of [1001, 1002, 1003]) setup.fleet.add({ ...bot(id), username: "" });
    await until(() => setup.standIn.parked === 3);
    setup.standIn.push(bot(1002).token, messageUpdate(7));
    await until(() => setup.sink.kept.size === 1 && setup.standIn.parked === 3);
    assertEquals([...setup.sink.kept], [[1002, [messageUpdate(7).json]]]);
    assertEquals(setup.names, ["1001 shop_bot", "1002 shop_bot", "1003 shop_bot"]);
    assertEquals(setup.fleet.health(1002)?.state, "ok");
    assertEquals([...setup.fleet.healths().keys()], [1001, 1002, 1003]);
  });

  test("one bad token stops neither the others nor the start", async () => {
    await using setup = await setUp();
    setup.standIn.script = ({ token }) =>
      token.startsWith("1001:")
        ? { status: 401, body: '{"ok":false,"error_code":401,"description":"Unauthorized"}' }
        : undefined;
    for (const id of [1001, 1002, 1003]) setup.fleet.add(bot(id));
    await until(() => setup.standIn.parked === 2 && setup.fleet.health(1001)?.state === "refused");
  });

  test("an unreachable upstream does not stop the start", async () => {
    await using setup = await setUp("http://127.0.0.1:1");
    setup.fleet.add(bot(1001));
    setup.fleet.add(bot(1002));
    await until(() => [...setup.fleet.healths().values()].every(({ state }) => state === "unreachable"));
  });

  test("the same bot twice is polled once", async () => {
    await using setup = await setUp();
    for (let round = 0; round < 5; round++) setup.fleet.add(bot(1001));
    await until(() => setup.standIn.parked === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assertEquals(setup.standIn.offsets, [0]);
  });

  test("an edit never leaves two polls running", async () => {
    await using setup = await setUp();
    let running = 0;
    let max = 0;
    const append = setup.sink.append.bind(setup.sink);
    // A slow commit keeps the old poller busy while the new one wants to start.
    setup.sink.append = async (botId, updates) => {
      max = Math.max(max, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running--;
      return await append(botId, updates);
    };
    for (const letter of ["A", "B", "C"]) setup.standIn.push(bot(1001, letter).token, messageUpdate(7));
    setup.fleet.add(bot(1001, "A"));
    await until(() => running === 1);
    setup.fleet.update(bot(1001, "B"));
    setup.fleet.update(bot(1001, "C"));
    await until(() => setup.standIn.parked === 1);
    assertEquals(max, 1);
    assertEquals(new Set(setup.standIn.calls.map(({ token }) => token.at(-1))), new Set(["A", "C"]));
  });

  test("an edit that keeps the token leaves the poll alone", async () => {
    await using setup = await setUp();
    setup.fleet.add(bot(1001));
    await until(() => setup.standIn.parked === 1);
    setup.fleet.update(bot(1001));
    assertEquals([setup.standIn.parked, setup.standIn.offsets.length], [1, 1]);
  });

  test("a bot that is leaving is polled by nobody, and gets its webhook back", async () => {
    await using setup = await setUp();
    setup.fleet.add(bot(1001));
    await until(() => setup.standIn.parked === 1);
    setup.fleet.update({ ...bot(1001), status: "removing" });
    await until(() => setup.webhookRestored.length === 1);
    assertEquals([setup.standIn.parked, setup.webhookRestored], [0, [1001]]);
    assertEquals(setup.standIn.bot(bot(1001).token).webhookUrl, "https://old.example/x");
  });

  test("remove() resolves once the bot has stopped, and add() restarts it with offset 0", async () => {
    await using setup = await setUp();
    setup.standIn.push(bot(1001).token, messageUpdate(7));
    setup.fleet.add(bot(1001));
    await until(() => setup.standIn.offsets.length === 2);
    await setup.fleet.remove(1001);
    assertEquals([setup.fleet.health(1001), setup.fleet.healths().size], [undefined, 0]);
    setup.fleet.add(bot(1001));
    await until(() => setup.standIn.offsets.length === 3);
    assertEquals(setup.standIn.offsets, [0, 8, 0]);
  });

  test("stop() while bots wait for their turn starts none of them", async () => {
    // A hundred start in the first second.
    const waiting = 2000;
    await using setup = await setUp();
    for (let id = 1001; id < 1001 + waiting; id++) setup.fleet.add(bot(id));
    await until(() => setup.standIn.calls.length > 0);
    await setup.fleet.stop();
    // What was sent before may still arrive; nothing comes from those whose turn never came.
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert(new Set(setup.standIn.calls.map(({ token }) => token)).size < waiting / 2);
  });

  test("changed upstream: a new fleet over the same journal begins with offset 0 and loses nothing", async () => {
    const sink = new MemorySink();
    for (const ids of [[500, 501], [40, 41]]) {
      await using setup = await setUp();
      setup.sink.append = sink.append.bind(sink);
      setup.standIn.push(`1001:${secret}`, ...ids.map((id) => messageUpdate(id)));
      setup.fleet.add(bot(1001));
      await until(() => setup.standIn.offsets.length === 2);
      assertEquals(setup.standIn.offsets, [0, ids[1]! + 1]);
    }
    assertEquals(sink.kept.get(1001)?.length, 4);
  });
});
