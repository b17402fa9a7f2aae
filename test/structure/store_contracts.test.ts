import { assert, assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { parseFolder } from "./parsed_source.ts";

const contracts = "test/storage/contracts";
const runner = readFileSync("test/storage/sqlite_contracts.test.ts", "utf8");

/** The stores that rooms declare and `src/storage` implements. */
const ports = parseFolder("src").filter(({ path }) => !path.startsWith("src/storage/"))
  .flatMap(({ path }) => [...readFileSync(path, "utf8").matchAll(/^export interface (\w+Store)\b/gm)])
  .map(([, name]) => name!);

/** Suites that describe what every store of a kind must do. */
const suites = readdirSync(contracts).flatMap((
  file,
) => [...readFileSync(`${contracts}/${file}`, "utf8").matchAll(/^export function describe(\w+Store)\b/gm)])
  .map(([, name]) => name!);

describe("The stores that rooms declare", () => {
  test("are found", () => {
    assert(ports.includes("RegistryStore") && ports.includes("PushStore"));
  });

  test("each have a contract suite, and no suite is left over", () => {
    assertEquals(suites.toSorted(), ports.toSorted());
  });

  test("are each held to it in SQLite", () => {
    assertEquals(suites.filter((name) => !new RegExp(`^describe${name}\\(`, "m").test(runner)), []);
  });

  test("are all that SQLite stores implement", () => {
    const implemented = readdirSync("src/storage").filter((file) => /^sqlite_\w+_store\.ts$/.test(file))
      .flatMap((file) => [...readFileSync(`src/storage/${file}`, "utf8").matchAll(/ implements (\w+)/g)])
      .map(([, name]) => name!);
    assertEquals(implemented.toSorted(), ports.toSorted());
  });
});
