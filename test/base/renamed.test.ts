import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { renameKeys } from "../../src/base/renamed.ts";

describe("renameKeys()", () => {
  const keys = [{ from: "enabled", to: "disabled", isInverted: true }, { from: "most", to: "max" }] as const;

  test("renames members, and inverts values whose meaning is inverted", () => {
    const { record, used } = renameKeys({ name: "a", enabled: false, most: 5 }, keys);
    assertEquals(record, { name: "a", disabled: true, max: 5 });
    assertEquals(used.map(({ from }) => from), ["enabled", "most"]);
  });

  test("leaves an old name alone when the new one is given too", () => {
    const record = { most: 1, max: 2 };
    assertEquals(renameKeys(record, keys), { record, used: [] });
  });

  test("leaves values that cannot be inverted for the schema to refuse", () => {
    assertEquals(renameKeys({ enabled: "no" }, keys).record, { disabled: "no" });
  });
});
