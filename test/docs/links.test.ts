import { assert, assertEquals } from "@std/assert";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
  "bench/README.md",
];

/** The anchors that a page's headings have on GitHub, and those it sets itself. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  const own = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!);
  return new Set([
    ...headings.map((heading) => heading.toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-")),
    ...own,
  ]);
}

/** Whether a link leads to a file, and to an anchor in it. */
function leadsSomewhere(page: string, link: string): boolean {
  if (/^(https?|mailto):/.test(link)) return true;
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(readFileSync(join(root, file), "utf8")).has(anchor);
}

describe("The pages of the repository", () => {
  for (const page of pages) {
    const text = readFileSync(join(root, page), "utf8");

    test(`${page} links to files and headings that exist`, () => {
      const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
      assertEquals(links.filter((link) => !leadsSomewhere(page, link)), []);
    });

    test(`${page} names scripts that exist`, () => {
      const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
      const named = [...text.matchAll(/\bbun run ([a-z][\w:]*)/g)].map(([, script]) => script!);
      assertEquals(named.filter((script) => !Object.hasOwn(scripts, script)), []);
    });
  }

  test("are read by this check", () => {
    assert(pages.length >= 6, pages.join(", "));
  });
});
