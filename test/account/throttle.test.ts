import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { signInLimits, Throttle, toThrottleName } from "../../src/account/throttle.ts";
import { ManualClock } from "../support/manual_clock.ts";

function fail(throttle: Throttle, name: string, times: number): void {
  for (let count = 0; count < times; count++) throttle.begin(name);
}

describe("Throttle", () => {
  test("lets a few attempts pass, then requires growing waits up to a limit", () => {
    const throttle = new Throttle(new ManualClock());
    const waits = Array.from({ length: 20 }, () => {
      throttle.begin("ada");
      return throttle.waitSec("ada");
    });
    assertEquals(waits.slice(0, 9), [0, 0, 0, 0, 1, 2, 4, 8, 16]);
    assertEquals(waits.at(-1), signInLimits.maxMs / 1000);
    assertEquals(throttle.waitSec("bob"), 0);
  });

  test("lets the next attempt pass when the wait is over", async () => {
    const clock = new ManualClock();
    const throttle = new Throttle(clock);
    fail(throttle, "ada", 7);
    await clock.advance(3999);
    assertEquals(throttle.waitSec("ada"), 1);
    await clock.advance(1);
    assertEquals(throttle.waitSec("ada"), 0);
  });

  test("forgets failures after a success, and after a quiet period", async () => {
    const clock = new ManualClock();
    const throttle = new Throttle(clock);
    for (const name of ["ada", "bob"]) fail(throttle, name, 10);
    throttle.succeed("ada");
    assertEquals(throttle.waitSec("ada"), 0);
    await clock.advance(signInLimits.memoryMs);
    throttle.begin("bob");
    assertEquals(throttle.waitSec("bob"), 0);
  });

  test("takes back an attempt that succeeded, and keeps earlier failures", () => {
    const throttle = new Throttle(new ManualClock());
    fail(throttle, "ada", 6);
    throttle.takeBack("ada");
    assertEquals(throttle.waitSec("ada"), 1);
    throttle.takeBack("ada");
    assertEquals(throttle.waitSec("ada"), 0);
    throttle.takeBack("nobody");
  });

  test("remembers a limited number of names", () => {
    const throttle = new Throttle(new ManualClock(), { ...signInLimits, maxNames: 3 });
    for (const name of ["a", "b", "c", "d"]) fail(throttle, name, 6);
    assertEquals(throttle.waitSec("a"), 0);
    for (const name of ["b", "c", "d"]) assert(throttle.waitSec(name) > 0, name);
  });

  test("treats the addresses of one IPv6 network as one", () => {
    assertEquals(toThrottleName("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    assertEquals(toThrottleName("2001:db8::1"), "2001:db8:0:0::/64");
    assertEquals(toThrottleName("::1"), "0:0:0:0::/64");
    assertEquals(toThrottleName("192.0.2.1"), "192.0.2.1");
    assertEquals(toThrottleName("::ffff:192.0.2.1"), "192.0.2.1");
  });
});
