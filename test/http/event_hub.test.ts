import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { OperationalError } from "../../src/base/errors.ts";
import { EventHub } from "../../src/http/event_hub.ts";
import { noSendFigures } from "../../src/pacing/send_figures.ts";
import type { BotStatus } from "../../src/http/status.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { createBotRecord } from "../support/records.ts";

function statusOf(id: number, lastPosition: number): BotStatus {
  const log = { botId: id, epoch: 0, nextOffset: 0, lastPosition, firstPosition: 1, count: 0, bytes: 0 };
  const routing = { routed: 0, failed: 0, waiting: 0, lag: 0 };
  return {
    bot: createBotRecord({ id }),
    health: undefined,
    report: { level: "healthy", reasons: [] },
    log,
    archive: undefined,
    routing,
    perMinute: { received: 0, archived: 0, routed: 0 },
    sending: { ...noSendFigures(), waiting: 0 },
    consumers: [],
  };
}

/** A hub whose bots a test changes. */
interface Setup {
  readonly clock: ManualClock;
  readonly hub: EventHub;
  bots: BotStatus[];
  /** Lets time pass so that the hub looks once more. */
  look(): Promise<void>;
}

function openHub(): Setup {
  const clock = new ManualClock();
  const setup: Setup = {
    clock,
    bots: [statusOf(1, 10), statusOf(2, 20)],
    hub: new EventHub({ bots: () => setup.bots, clock }),
    look: () => clock.advance(500),
  };
  return setup;
}

/** Somebody who listens, and all they got so far. */
function listen({ hub }: Setup, options: { lastEventId?: string; knows?: (bot: number) => boolean } = {}) {
  const abort = new AbortController();
  const stream = hub.subscribe({ knows: () => true, signal: abort.signal, ...options });
  const heard = { text: "", isOver: false, abort };
  void (async () => {
    for await (const part of stream) heard.text += new TextDecoder().decode(part);
    heard.isOver = true;
  })();
  return heard;
}

function eventsOf(text: string): string[] {
  return [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data]) => `${name} ${data}`);
}

function lastIdOf(text: string): string {
  return [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? "";
}

describe("EventHub", () => {
  test("reports new messages in the archive", async () => {
    const setup = openHub();
    const archived = (writes: number) => ({
      ...statusOf(1, 10),
      archive: { archived: 0, skipped: 0, skippedAtMs: 0, lag: 0, failingSinceMs: 0, writes },
    });
    setup.bots[0] = archived(3);
    const heard = listen(setup);
    await setup.look();
    setup.bots[0] = archived(4);
    await setup.look();
    await settle();
    assertEquals(eventsOf(heard.text).slice(1), ['archive {"bot":1}']);
    setup.hub.close();
  });

  test("begins with a reset, and reports changes since", async () => {
    const setup = openHub();
    const heard = listen(setup);
    setup.bots[0] = statusOf(1, 15);
    await setup.look();
    assertEquals(eventsOf(heard.text), ["reset {}", 'updates {"bot":1,"after":10,"last_position":15}']);
    setup.hub.close();
  });

  test("reports added and removed bots", async () => {
    const setup = openHub();
    const heard = listen(setup);
    setup.bots = [statusOf(2, 20), statusOf(3, 0)];
    await setup.look();
    assertEquals(eventsOf(heard.text).slice(1), [
      'bot {"bot":3,"change":"added"}',
      'health {"bot":3,"level":"healthy","reasons":[],"state":"stopped","why":""}',
      'bot {"bot":1,"change":"removed"}',
    ]);
    setup.hub.close();
  });

  test("reports nothing about a bot to those without access to it", async () => {
    const setup = openHub();
    const heard = listen(setup, { knows: (bot) => bot === 2 });
    setup.bots = [statusOf(1, 11), statusOf(2, 21)];
    await setup.look();
    assertEquals(eventsOf(heard.text).slice(1), ['updates {"bot":2,"after":20,"last_position":21}']);
    setup.hub.close();
  });

  test("sends a returning client what it missed, without a reset", async () => {
    const setup = openHub();
    const first = listen(setup);
    await settle();
    first.abort.abort();
    setup.bots[0] = statusOf(1, 11);
    await setup.look();
    const again = listen(setup, { lastEventId: lastIdOf(first.text) });
    await settle();
    assertEquals(eventsOf(again.text), ['updates {"bot":1,"after":10,"last_position":11}']);
    setup.hub.close();
  });

  test("resets a client that returns with an ID of another run, or an old one", async () => {
    const setup = openHub();
    const first = listen(setup);
    await settle();
    const id = lastIdOf(first.text);
    first.abort.abort();
    await setup.clock.advance(10 * 60_000);
    for (const lastEventId of ["", "x", "abcdefgh-1", `${id}9`, "abcdefgh-99999999999999999999"]) {
      const again = listen(setup, { lastEventId });
      await settle();
      assertEquals(eventsOf(again.text), ["reset {}"], lastEventId);
      again.abort.abort();
    }
    setup.hub.close();
  });

  test("ends the stream of a slow reader, and leaves others open", async () => {
    const setup = openHub();
    const signal = new AbortController().signal;
    const slow = setup.hub.subscribe({ knows: () => true, signal });
    const quick = listen(setup);
    for (let round = 1; round <= 6; round++) {
      setup.bots = Array.from({ length: 300 }, (_, index) => statusOf(index + 1, round));
      await setup.look();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assertEquals([setup.hub.listening, quick.isOver], [1, false]);
    await slow.cancel();
    setup.hub.close();
  });

  test("keeps a quiet stream alive, and ends it after a while", async () => {
    const setup = openHub();
    const heard = listen(setup);
    await setup.clock.advance(16_000);
    assertMatch(heard.text, /^:$/m);
    await setup.clock.advance(5 * 60_000);
    assert(heard.isOver);
    setup.hub.close();
  });

  test("stops polling when nobody has listened for a while, and leaves no timer", async () => {
    const setup = openHub();
    const heard = listen(setup);
    heard.abort.abort();
    await setup.clock.advance(62_000);
    assertEquals(setup.clock.pending, 0);
  });

  test("limits the number of streams", () => {
    const setup = openHub();
    const heard = Array.from({ length: 100 }, () => listen(setup));
    assertThrows(() => listen(setup), OperationalError, "100 streams");
    heard[0]!.abort.abort();
    listen(setup);
    setup.hub.close();
  });

  test("ends all streams when it closes, and refuses new ones", async () => {
    const setup = openHub();
    const heard = listen(setup);
    setup.hub.close();
    await settle();
    assertEquals([heard.isOver, setup.clock.pending], [true, 0]);
    assertThrows(() => listen(setup), OperationalError, "stopping");
  });
});
