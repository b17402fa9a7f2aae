import { assert, assertStringIncludes } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { load, withFolder } from "./settings/loading.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));

describe("README", () => {
  test("begins with the command that starts a demo and the one that runs the tests", () => {
    const beginning = readme.split("\n").slice(0, 20).join("\n");
    assertStringIncludes(beginning, "npx -y bun run start --demo");
    assertStringIncludes(beginning, "npx -y bun run test");
  });

  test("names only benchmarks that exist", () => {
    const benches = [...readme.matchAll(/bun (bench\/\w+\.ts)/g)].map(([, path]) => path!);
    assert(benches.length > 0);
    for (const path of benches) readFileSync(join(root, path));
  });

  test("links to each page of docs", () => {
    for (const page of pages) assertStringIncludes(readme, `](docs/${page}`);
  });

  test("stays below 250 lines", () => {
    assert(readme.split("\n").length < 250);
  });
});

describe("The pages of docs", () => {
  test(
    "show settings files that work as written",
    withFolder((cwd) => {
      const env = {
        SHOP_TOKEN: `123456:${"A".repeat(35)}`,
        DESK_TOKEN: `7654321:${"B".repeat(35)}`,
        CRM_SECRET: "secret",
      };
      const texts = pages.map((page) => readFileSync(join(root, "docs", page), "utf8"));
      const shown = texts.flatMap((text) => [...text.matchAll(/^```json\n([^`]*)```$/gm)]);
      const files = shown.map(([, text]) => load({ env, file: text! }, cwd));
      assert(files.length > 0);
      assert(files.every(({ bots }) => bots.length > 0));
      assert(files.some(({ routes }) => routes.some(({ rules }) => rules.length > 0)));
    }),
  );
});
