import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { fuzzSeeds, fuzzTimeoutMs } from "../support/fuzz_seeds.ts";
import { runHistory } from "./history.ts";
import type { Sabotage } from "./simulated_node.ts";

const histories = 300;
/** A fault that somebody put in must show within so many. */
const maxHistories = 1_000;

describe("one node, through kills, power cuts, partitions and slow disks", () => {
  test("BotMux loses nothing, keeps the order of chats, and repeats only what was not confirmed", {
    timeout: fuzzTimeoutMs,
  }, async () => {
    let sent = 0;
    for (const seed of fuzzSeeds(histories)) {
      const { violations, events, ...outcome } = await runHistory(seed);
      sent += outcome.sent;
      const replay = `FUZZ_SEED=${seed} bun test test/simulation/single_node.test.ts`;
      assertEquals(violations, [], `seed ${seed}; replay: ${replay}\n${events.join("\n")}`);
    }
    assert(sent > histories, "Nothing was sent");
  });

  test("a history is the same in every run", async () => {
    for (const seed of [1, 2, 3]) assertEquals(await runHistory(seed), await runHistory(seed));
  });
});

describe("a fault that was put in is found:", () => {
  const faults: readonly (readonly [Sabotage, RegExp])[] = [
    ["acknowledges before the commit", /acknowledged before it was durable/],
    ["confirms what it answers", /never got|before what came earlier/],
    ["forgets what it stored", /under two numbers|again|before/],
    ["commits without the disk", /acknowledged before it was durable/],
  ];
  for (const [sabotage, expected] of faults) {
    test(`a node that ${sabotage}`, { timeout: fuzzTimeoutMs }, async () => {
      for (let seed = 1; seed <= maxHistories; seed++) {
        const { violations } = await runHistory(seed, sabotage);
        if (violations.some((each) => expected.test(each))) return;
        assert(!violations.some((each) => each.includes("start failed")), violations[0]);
      }
      throw new Error(`Not found within ${maxHistories} histories`);
    });
  }
});
