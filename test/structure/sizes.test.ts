import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type ParsedFile, parseFolder } from "./parsed_source.ts";

const maxFileLines = 400;
const maxFunctionLines = 80;

/** Files above the maximum, with what they may have; a file leaves this list when it is split. */
const knownLongFiles: Readonly<Record<string, number>> = {
  "src/delivery/delivery.ts": 457,
  "src/storage/sqlite_archive_store.ts": 456,
  "src/wire/server/connection.ts": 419,
};

const source = parseFolder("src");

/** Names that other files import, by the file that exports them; `*` for all of them. */
function findImported(files: readonly ParsedFile[]): ReadonlyMap<string, ReadonlySet<string>> {
  const imported = new Map<string, Set<string>>();
  for (const { to, names } of files.flatMap((file) => file.imports)) {
    const known = imported.get(to) ?? new Set();
    for (const name of names) known.add(name);
    imported.set(to, known);
  }
  return imported;
}

describe("The files of src", () => {
  test(`have at most ${maxFileLines} lines`, () => {
    const long = source.filter(({ path, lines }) => lines > (knownLongFiles[path] ?? maxFileLines));
    assertEquals(long.map(({ path, lines }) => `${path}: ${lines}`), []);
  });

  test(`have no function of more than ${maxFunctionLines} lines`, () => {
    const long = source.flatMap(({ path, functions }) =>
      functions.filter(({ lines }) => lines > maxFunctionLines)
        .map(({ name, line, lines }) => `${path}:${line} ${name}: ${lines}`)
    );
    assertEquals(long, []);
  });

  test("export only what another file imports, types as well", () => {
    const imported = findImported([...source, ...parseFolder("test"), ...parseFolder("bench")]);
    const unused = source.filter(({ path }) => path !== "src/mod.ts").flatMap(({ path, exports }) => {
      const names = imported.get(path);
      return exports.filter((name) => !names?.has("*") && !names?.has(name)).map((name) =>
        `${path}: ${name}`
      );
    });
    assertEquals(unused, []);
  });
});
