import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";
import { Fleet } from "../../src/upstream/fleet.ts";
import { fleetBot, noIngress, unheardEvents } from "../support/fleet_parts.ts";
import { type JournalSetup, openJournal, testBotId } from "../support/journal_setup.ts";
import { messageUpdate, StandIn } from "../support/stand_in.ts";
import { until } from "../support/until.ts";

const token = `${testBotId}:${"A".repeat(35)}`;

/** Polls the journal's bot until `isDone`, then stops as BotMux does. */
async function pollUntil(standIn: StandIn, { journal }: JournalSetup, isDone: () => boolean): Promise<void> {
  const client = new UpstreamClient({ baseUrl: standIn.url, clock: systemClock });
  const fleet = new Fleet({
    client,
    sink: journal,
    clock: systemClock,
    logger: silentLogger,
    random: Math.random,
    events: unheardEvents,
    ingress: noIngress,
  });
  fleet.add(fleetBot(testBotId, token));
  await until(isDone);
  await fleet.stop();
  client.close();
}

async function keptUpdates({ store }: JournalSetup): Promise<string[]> {
  const entries = await store.read(testBotId, 0, 1000, Number.MAX_SAFE_INTEGER);
  return entries.map(({ bytes }) => decodeUtf8(bytes));
}

describe("Fleet over a journal on disk", () => {
  test("a stop before the acknowledgement repeats nothing after the restart", async () => {
    await using setup = await openJournal();
    await using standIn = await StandIn.start();
    const updates = [messageUpdate(100), messageUpdate(101)];
    standIn.push(token, ...updates);
    await pollUntil(standIn, setup, () => setup.journal.upstreamOffset(testBotId) === 102);
    // As if the acknowledgement had been lost on its way.
    standIn.bot(token).queue = [...updates, messageUpdate(102)];
    await setup.restart();
    await pollUntil(standIn, setup, () => setup.journal.upstreamOffset(testBotId) === 103);
    assertEquals(await keptUpdates(setup), [...updates, messageUpdate(102)].map(({ json }) => json));
  });

  test("an upstream that numbers anew, a little below, loses nothing", async () => {
    await using setup = await openJournal();
    await using standIn = await StandIn.start();
    standIn.push(token, messageUpdate(100));
    await pollUntil(standIn, setup, () => setup.journal.upstreamOffset(testBotId) === 101);
    await using other = await StandIn.start();
    other.push(token, messageUpdate(95, "new"), messageUpdate(96, "new"));
    await setup.restart();
    await pollUntil(other, setup, () => setup.journal.upstreamOffset(testBotId) === 97);
    assertEquals(await keptUpdates(setup), [
      messageUpdate(100).json,
      messageUpdate(101, "new").json,
      messageUpdate(102, "new").json,
    ]);
  });

  test("a journal that cannot write acknowledges nothing", async () => {
    await using setup = await openJournal();
    await using standIn = await StandIn.start();
    standIn.push(token, messageUpdate(100));
    const commit = setup.store.commit.bind(setup.store);
    let failures = 0;
    setup.store.commit = () => {
      failures++;
      return Promise.reject(new Error("database or disk is full"));
    };
    await pollUntil(standIn, setup, () => failures === 1);
    assertEquals([standIn.offsets, standIn.bot(token).queue.length], [[0], 1]);
    setup.store.commit = commit;
    await pollUntil(standIn, setup, () => standIn.offsets.at(-1) === 101);
    assertEquals(await keptUpdates(setup), [messageUpdate(100).json]);
  });
});
