import { assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { refusals } from "../../src/faults/catalogue.ts";
import { healthReasons } from "../../src/faults/health_reasons.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

describe("docs/operations.md", () => {
  test("lists every reason for which something is not healthy", () => {
    const docs = readFileSync(join(root, "docs/operations.md"), "utf8");
    // No setting opens a database server.
    const ofStorage = Object.keys(refusals).filter((code) => /^storage_(?!server_)/.test(code));
    const codes = [...Object.keys(healthReasons), ...ofStorage];
    assertEquals(codes.filter((code) => !docs.includes(`\`${code}\``)), []);
  });
});
