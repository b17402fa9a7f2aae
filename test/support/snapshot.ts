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
