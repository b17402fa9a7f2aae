import { assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../src/console/browser/styles");

/** Classes that a file styles by themselves, outside of conditions. */
function classesOf(file: string): Set<string> {
  const text = readFileSync(join(folder, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const unconditional = text.replace(/@[a-z-]+[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, "");
  const selectors = [...unconditional.matchAll(/([^{}]+)\{/g)].flatMap(([, list]) => list!.split(","));
  return new Set(selectors.flatMap((selector) => /^\s*\.([\w-]+)\s*$/.exec(selector)?.[1] ?? []));
}

describe("The style sheets", () => {
  test("style each class in one file", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".css"));
    const owners = new Map<string, string[]>();
    for (const file of files) {
      for (const name of classesOf(file)) owners.set(name, [...owners.get(name) ?? [], file]);
    }
    assertEquals([...owners].filter(([, all]) => all.length > 1), []);
    assertEquals(owners.has("card"), true);
  });

  test("let a theme change only colours", () => {
    const said = readdirSync(folder).filter((name) => name.endsWith(".css"))
      .flatMap((name) => {
        const text = readFileSync(join(folder, name), "utf8");
        return [...text.matchAll(/[^{}]*(?:data-theme|prefers-color-scheme)[^{}]*\{[^}]*\}/g)];
      })
      .map(([rule]) => rule.replace(/\s+/g, " ").trim());
    assertEquals(said, [
      ':root[data-theme="light"] { color-scheme: light; }',
      ':root[data-theme="dark"] { color-scheme: dark; }',
    ]);
  });
});
