import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { LookAhead } from "../../src/delivery/look_ahead.ts";
import { ParkingSpace } from "../../src/delivery/poll_door.ts";
import { settle } from "../support/manual_clock.ts";
import { openPollDoor } from "../support/poll_setup.ts";

const consumerId = 1;

describe("Looking ahead of a consumer's cursor", () => {
  test("confirms nothing, waits for what comes, and frees its place", async () => {
    await using setup = await openPollDoor();
    const { journal, clock } = setup.journalSetup;
    const parking = new ParkingSpace(1);
    const ahead = new LookAhead({ journal, parking, clock });
    await setup.receive(1, 2);
    const from = ahead.tail(consumerId);
    const seen = ahead.next(
      consumerId,
      { from, view: {}, waitMs: 1000 },
      AbortSignal.timeout(60_000),
    );
    await settle();
    assertEquals(parking.taken, 1);
    await setup.receive(3);
    const { body, next } = await seen;
    assertEquals([new TextDecoder().decode(body).includes('"update_id":3'), next], [true, from + 1]);
    assertEquals(parking.taken, 0);
    assertEquals(await setup.ask(0), [1, 2, 3]);
  });

  test("ends with nothing when the time is over, or when nobody waits any more", async () => {
    await using setup = await openPollDoor();
    const { journal, clock } = setup.journalSetup;
    const parking = new ParkingSpace(1);
    const ahead = new LookAhead({ journal, parking, clock });
    const from = ahead.tail(consumerId);
    const request = { from, view: {}, waitMs: 1000 };
    const late = ahead.next(consumerId, request, new AbortController().signal);
    await settle();
    await clock.advance(1000);
    assertEquals(await late, { body: undefined, next: from });
    const end = new AbortController();
    const left = ahead.next(consumerId, request, end.signal);
    await settle();
    end.abort();
    assertEquals(await left, { body: undefined, next: from });
    assertEquals(parking.taken, 0);
  });
});
