import { assertEquals } from "@std/assert";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * Compares a text with a file of the repository, so that what changes is a reviewed diff. `bun run snapshots` writes the
 * files anew.
 *
 * @param path below the root of the repository
 */
export function assertSnapshot(path: string, actual: string): void {
  const file = join(root, path);
  if (process.env["UPDATE_SNAPSHOTS"] === "yes") writeFileSync(file, actual);
  assertEquals(
    existsSync(file) ? readFileSync(file, "utf8") : "",
    actual,
    `${path} is out of date: bun run snapshots`,
  );
}

/**
 * Compares a table in Markdown with the part of a page between `<!-- generated: NAME -->` and `<!-- /generated -->`. The
 * formatter aligns columns, so what counts is what stands in the cells.
 *
 * @param path below the root of the repository
 */
export function assertGeneratedTable(path: string, name: string, table: string): void {
  const file = join(root, path);
  const [opening, closing] = [`<!-- generated: ${name} -->`, "<!-- /generated -->"];
  const page = readFileSync(file, "utf8");
  const from = page.indexOf(opening) + opening.length;
  const to = page.indexOf(closing, from);
  if (from < opening.length || to < 0) throw new Error(`${path} has no place for ${name}`);
  const isStale = withoutPadding(page.slice(from, to)) !== withoutPadding(table);
  if (isStale && process.env["UPDATE_SNAPSHOTS"] === "yes") {
    writeFileSync(file, `${page.slice(0, from)}\n\n${table}\n\n${page.slice(to)}`);
    return;
  }
  const shown = withoutPadding(page.slice(from, to));
  assertEquals(shown, withoutPadding(table), `${path} is out of date: bun run snapshots, then bun run fmt`);
}

function withoutPadding(table: string): string {
  return table.replace(/ +/g, " ").replace(/-{3,}/g, "---").trim();
}
