import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { PositionSet, positionsPerChunk } from "../../src/journal/position_set.ts";
import { createRandom } from "../support/random.ts";

describe("PositionSet", () => {
  test("holds what a plain set would, through moving marks and writing down", () => {
    const random = createRandom(3);
    for (let round = 0; round < 20; round++) {
      let mark = Math.floor(random() * 1e9);
      let set = new PositionSet();
      const model = new Set<number>();
      const written = new Map<number, Uint8Array>();
      for (let step = 0; step < 400; step++) {
        const position = mark + Math.floor(random() * 3 * positionsPerChunk);
        set.add(position);
        model.add(position);
        if (random() < 0.1) {
          mark += Math.floor(random() * positionsPerChunk);
          set.dropBelow(mark);
          for (const each of model) if (each < mark) model.delete(each);
        }
        if (random() < 0.1) {
          for (const { index, bits } of set.takeChanged()) written.set(index, bits);
          set = new PositionSet([...written].map(([index, bits]) => ({ index, bits })));
          set.dropBelow(mark);
        }
        assertEquals(set.count, model.size);
        for (const each of [position, position + 1, mark, mark - 1]) {
          assertEquals(set.has(each), model.has(each));
        }
      }
    }
  });

  test("gives changed pieces once, and again after they could not be written", () => {
    const set = new PositionSet();
    set.add(5);
    set.add(positionsPerChunk + 1);
    const taken = set.takeChanged();
    assertEquals(taken.map(({ index }) => index), [0, 1]);
    assertEquals(set.takeChanged(), []);
    set.giveBack(taken);
    assertEquals(set.takeChanged().map(({ index }) => index), [0, 1]);
  });

  test("takes little memory for a million positions in a row", () => {
    const set = new PositionSet();
    for (let position = 1_000_000; position < 2_000_000; position++) set.add(position);
    const bytes = set.takeChanged().reduce((sum, { bits }) => sum + bits.length, 0);
    assert(bytes < 130 * 1024);
    set.dropBelow(2_000_000);
    assertEquals(set.count, 0);
  });
});
