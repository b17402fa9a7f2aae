import { assert, assertEquals } from "@std/assert";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const text = readFileSync(join(root, "docs/security.md"), "utf8");

interface Row {
  readonly id: string;
  readonly level: string;
  readonly status: string;
  readonly evidence: string;
}

const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) [^|]+\| (\d) +\| ([a-z ]+?) +\| (.+?) +\|$/gm)]
  .map(([, id = "", level = "", status = "", evidence = ""]): Row => ({ id, level, status, evidence }));

describe("docs/security.md", () => {
  test("lists each requirement of ASVS 5.0 at levels 1 and 2 once", () => {
    assertEquals(rows.filter(({ level }) => level === "1").length, 70);
    assertEquals(rows.filter(({ level }) => level === "2").length, 183);
    assertEquals(new Set(rows.map(({ id }) => id)).size, rows.length);
  });

  test("gives each requirement a status that is one of three", () => {
    const statuses = new Set(["met", "not applicable", "known limit"]);
    assertEquals(rows.filter(({ status }) => !statuses.has(status)), []);
  });

  test("names files that exist", () => {
    const named = rows.flatMap((
      { evidence },
    ) => [...evidence.matchAll(/`((?:src|test|bench|\.ci)\/[^`]+)`/g)]);
    assert(named.length > 150);
    assertEquals(
      [...new Set(named.map(([, path]) => path!))].filter((path) => !existsSync(join(root, path))),
      [],
    );
  });

  test("shows what is met by a file or a section of its own", () => {
    const bare = rows.filter(({ status, evidence }) =>
      status === "met" && !/`|\]\(#/.test(evidence) && !/there are none/i.test(evidence)
    );
    assertEquals(bare, []);
  });
});
