import { assert, assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

describe("docs/operations.md", () => {
  test("lists every reason for which something is not healthy", () => {
    const sources = readdirSync(join(root, "src/health")).map((name) => read(`src/health/${name}`)).join(
      "\n",
    );
    const codes = new Set([...sources.matchAll(/code: "([a-z-]+)"/g)].map(([, code]) => code!));
    for (const state of ["unreachable", "refused", "rate-limited", "revoked", "disk", "removing"]) {
      codes.add(state);
    }
    const docs = read("docs/operations.md");
    assert(codes.size >= 15);
    assertEquals([...codes].filter((code) => !docs.includes(`\`${code}\``)), []);
  });
});
