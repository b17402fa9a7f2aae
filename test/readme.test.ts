import { assert, assertStringIncludes } from "@std/assert";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { settingsTable } from "../src/settings/settings_table.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The formatter aligns columns; what counts is what stands in the cells. */
function withoutPadding(table: string): string {
  return table.replace(/ +/g, " ").replace(/-{3,}/g, "---").trim();
}

describe("README", () => {
  test("shows the settings as they are declared", () => {
    assertStringIncludes(withoutPadding(readme), withoutPadding(settingsTable()));
  });

  test("shows the two commands and names only benches that exist", () => {
    assertStringIncludes(readme, "npx -y bun run start --demo");
    assertStringIncludes(readme, "npx -y bun run test");
    const benches = [...readme.matchAll(/bun (bench\/\w+\.ts)/g)].map(([, path]) => path!);
    assert(benches.length > 0);
    for (const path of benches) readFileSync(join(root, path));
  });
});
