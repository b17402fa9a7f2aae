import { assert, assertStringIncludes } from "@std/assert";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { settingsTable } from "../src/settings/settings_table.ts";
import { load, withFolder } from "./settings/loading.ts";

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

  test(
    "shows settings files that can be used as they stand",
    withFolder((cwd) => {
      const env = {
        SHOP_TOKEN: `123456:${"A".repeat(35)}`,
        DESK_TOKEN: `7654321:${"B".repeat(35)}`,
        CRM_SECRET: "secret",
      };
      const files = [...readme.matchAll(/^```json\n([^`]*)```$/gm)].map(([, text]) =>
        load({ env, file: text! }, cwd)
      );
      assert(files.length > 0);
      assert(files.every(({ bots }) => bots.length > 0));
      assert(files.some(({ routes }) => routes.some(({ rules }) => rules.length > 0)));
    }),
  );
});
