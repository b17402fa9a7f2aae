import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { renameKeys } from "../../src/base/renamed.ts";

describe("renameKeys()", () => {
  const keys = [{ from: "enabled", to: "disabled", isInverted: true }, { from: "most", to: "max" }] as const;

  test("gives members their new names, inverted where the meaning is", () => {
    const { record, used } = renameKeys({ name: "a", enabled: false, most: 5 }, keys);
    assertEquals(record, { name: "a", disabled: true, max: 5 });
    assertEquals(used.map(({ from }) => from), ["enabled", "most"]);
  });

  test("leaves an old name that stands beside its new one", () => {
    const record = { most: 1, max: 2 };
    assertEquals(renameKeys(record, keys), { record, used: [] });
  });

  test("leaves what cannot be inverted for the schema to refuse", () => {
    assertEquals(renameKeys({ enabled: "no" }, keys).record, { disabled: "no" });
  });
});
