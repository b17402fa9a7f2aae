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
 * Compares a table or picture with the part of a page between `<!-- generated: NAME -->` and `<!-- /generated -->`. The
 * formatter aligns columns, so what counts is what is in the cells.
 *
 * @param path below the root of the repository
 */
export function assertGenerated(path: string, name: string, part: string): void {
  if (withoutPadding(readGenerated(path, name).part) !== withoutPadding(part)) {
    if (process.env["UPDATE_SNAPSHOTS"] === "yes") writeGenerated(path, name, part);
  }
  const shown = withoutPadding(readGenerated(path, name).part);
  assertEquals(shown, withoutPadding(part), `${path} is out of date: bun run snapshots, then bun run fmt`);
}

/** Replaces that part of a page. */
export function writeGenerated(path: string, name: string, part: string): void {
  const { before, after } = readGenerated(path, name);
  writeFileSync(join(root, path), `${before}\n\n${part}\n\n${after}`);
}

function readGenerated(path: string, name: string): Readonly<Record<"before" | "part" | "after", string>> {
  const page = readFileSync(join(root, path), "utf8");
  const opening = `<!-- generated: ${name} -->`;
  const from = page.indexOf(opening) + opening.length;
  const to = page.indexOf("<!-- /generated -->", from);
  if (from < opening.length || to < 0) throw new Error(`${path} has no place for ${name}`);
  return { before: page.slice(0, from), part: page.slice(from, to), after: page.slice(to) };
}

function withoutPadding(table: string): string {
  return table.replace(/ +/g, " ").replace(/-{3,}(?!>)/g, "---").trim();
}
