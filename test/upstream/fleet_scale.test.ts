import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { silentLogger } from "../../src/base/logger.ts";
import { systemClock } from "../../src/base/clock.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";
import { Fleet } from "../../src/upstream/fleet.ts";
import { fleetBot, noIngress, unheardEvents } from "../support/fleet_parts.ts";
import { MemorySink } from "../support/memory_sink.ts";
import { messageUpdate, StandIn } from "../support/stand_in.ts";
import { until } from "../support/until.ts";

const bots = 300;
const secret = "A".repeat(35);

describe("Fleet of 300", () => {
  test("polls every bot at the same time, more than fetch in Bun could", async () => {
    await using standIn = await StandIn.start();
    const sink = new MemorySink();
    const client = new UpstreamClient({ baseUrl: standIn.url, clock: systemClock });
    const fleet = new Fleet({
      client,
      sink,
      clock: systemClock,
      logger: silentLogger,
      random: Math.random,
      events: unheardEvents,
      ingress: noIngress,
    });
    for (let id = 1001; id < 1001 + bots; id++) fleet.add(fleetBot(id, `${id}:${secret}`));
    await until(() => standIn.parked === bots);
    for (let id = 1001; id < 1001 + bots; id++) standIn.push(`${id}:${secret}`, messageUpdate(id));
    await until(() => sink.kept.size === bots && standIn.parked === bots);
    assertEquals([...fleet.healths().values()].every(({ state }) => state === "ok"), true);
    await fleet.stop();
    client.close();
  });
});
