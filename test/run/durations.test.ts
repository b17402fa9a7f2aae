import { assertEquals } from "@std/assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createTempFolder } from "../support/temp_folder.ts";
import { Durations } from "./durations.ts";
import { parseDurationMs } from "./outcomes.ts";

describe("durations of test files", () => {
  test("put the longest first, and before them files that are not known yet", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "cache", "durations.json");
    new Durations(path).save(new Map([["short", 10], ["long", 5000]]));
    new Durations(path).save(new Map([["longest", 9000]]));
    assertEquals(new Durations(path).sort(["short", "new", "long", "longest"]), [
      "new",
      "longest",
      "long",
      "short",
    ]);
  });

  test("make groups of short files, and leave long ones to themselves", () => {
    using folder = createTempFolder();
    const durations = new Durations(join(folder.path, "durations.json"));
    const short = Array.from({ length: 28 }, (_, index) => `short ${index}`);
    durations.save(
      new Map([
        ["long", 60_000],
        ["half", 30_000],
        ["quarter", 10_000],
        ...short.map((file) => [file, 10] as const),
      ]),
    );
    const groups = durations.group([...short, "quarter", "half", "long", "new"], () => 40);
    assertEquals(groups.map((files) => files.length), [1, 1, 2, 24, 4]);
    assertEquals(groups.slice(0, 3), [["new"], ["long"], ["half", "quarter"]]);
  });

  test("may be damaged or absent", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "durations.json");
    for (const text of ["", "null", "[1]", '{"a":"b"}']) {
      writeFileSync(path, text);
      assertEquals(new Durations(path).sort(["a", "b"]), ["a", "b"]);
    }
  });

  test("are read as Bun and Deno write them", () => {
    const written = ["12ms", "1.50ms", "3s", "1.2s", "1m5s", "2m", "no time"];
    assertEquals(written.map(parseDurationMs), [12, 1.5, 3000, 1200, 65_000, 120_000, 0]);
  });
});
