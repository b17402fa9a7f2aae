import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { EventIds } from "../../src/http/event_ids.ts";

describe("Ids of events", () => {
  test("decode to their numbers", () => {
    const ids = new EventIds();
    for (const number of [0, 1, 255, 256, 70_000, Number.MAX_SAFE_INTEGER]) {
      assertEquals(ids.toNumber(ids.toId(number)), number);
    }
  });

  test("do not reveal whether something happened in between", () => {
    const ids = new EventIds();
    const given = Array.from({ length: 50 }, () => ids.toId(7));
    assertEquals(new Set(given).size, 50);
  });

  test("of another run, or changed, are invalid", () => {
    const ids = new EventIds();
    const id = ids.toId(7);
    const changed = (id.startsWith("A") ? "B" : "A") + id.slice(1);
    for (const wrong of [new EventIds().toId(7), changed, "", "x", `${id}9`, id.slice(1), "абв"]) {
      assert(ids.toNumber(wrong) === undefined, wrong);
    }
  });
});
