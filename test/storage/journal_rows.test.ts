import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { isAllowedHistory } from "../../src/storage/journal_rows.ts";

describe("isAllowedHistory()", () => {
  test("accepts defaults and lists of kinds, each from a position on", () => {
    assertEquals(isAllowedHistory([{ position: 0, allowed: "default" }]), true);
    assertEquals(
      isAllowedHistory([{ position: 0, allowed: [] }, { position: 7, allowed: ["message"] }]),
      true,
    );
  });

  test("refuses what a program cannot have asked for", () => {
    const damaged = [
      null,
      {},
      [],
      ["default"],
      [{ allowed: "default" }],
      [{ position: "0", allowed: "default" }],
      [{ position: 0, allowed: "none" }],
      [{ position: 0, allowed: [1] }],
    ];
    for (const value of damaged) assertEquals(isAllowedHistory(value), false, JSON.stringify(value));
  });
});
