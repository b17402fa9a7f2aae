/**
 * Runs test files one after the other in one thread of Deno: `deno test … test/run/deno_group.ts -- FILE…`. What they
 * import is loaded once. A test with the name of each file is before its tests, because Deno calls all of them by
 * the name of this file.
 */
import process from "node:process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { headingOf } from "./file_heading.ts";

for (const file of process.argv.slice(2)) {
  test(headingOf(file), () => {});
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    test("can be loaded", () => {
      throw error;
    });
  }
}
