import { assert, assertEquals } from "@std/assert";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { codeOf, findBanned, findPhrases, isBanned, marked } from "./structure/banned_names.ts";
import { roomOf, rooms } from "./structure/rooms.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "src");

/** The entry points, and what they share; the only files that stand in no room. */
const entries = ["main_bun.ts", "main_deno.ts", "mod.ts", "version.ts"];

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name)).map((name) => name.replaceAll("\\", "/")).sort();
const imports = files.flatMap(readImports);

function readImports(file: string): Import[] {
  const text = readFileSync(join(source, file), "utf8");
  const found = text.matchAll(/(?:from\s+|import\s*\(\s*|import\s+)"(\.{1,2}\/[^"]+)"/g);
  return [...found].map(([, target]) => ({
    from: file,
    to: relative(source, join(source, dirname(file), target!)).replaceAll("\\", "/"),
  }));
}

/** What a file loads at once: no types, and nothing on demand. */
function loadsOf(file: string): string[] {
  const text = readFileSync(join(source, file), "utf8");
  return [...text.matchAll(/^(?:import|export) (?!type )[^;]*?"([^"]+)";/gm)].map(([, target]) => target!);
}

/** Some files and all that they load. */
function loadedWith(first: readonly string[]): ReadonlySet<string> {
  const loaded = new Set(first);
  // A set hands out what is added while it is walked over.
  for (const file of loaded) {
    for (const target of loadsOf(file)) {
      if (/^\..*\.tsx?$/.test(target)) loaded.add(join(dirname(file), target));
    }
  }
  assert(loaded.size > 50);
  return loaded;
}

/** Those that load a package whose name begins so. */
function loadersOf(packages: string, loaded: ReadonlySet<string>): string[] {
  return [...loaded].filter((file) => loadsOf(file).some((target) => target.startsWith(packages)));
}

describe("The rooms of src", () => {
  test("import only in the directions that are drawn", () => {
    const strays = imports.filter(({ from, to }) => {
      const room = roomOf(from);
      const target = roomOf(to);
      if (room === undefined || room === target || to.startsWith("..")) return false;
      if (target === undefined) return room !== "app" || to !== "version.ts";
      return !rooms[room]?.imports.includes(target);
    });
    assertEquals(strays, []);
  });

  test("hold every file but the entry points", () => {
    assertEquals(files.filter((file) => roomOf(file) === undefined), entries);
  });

  test("are read by this check", () => {
    assert(files.length > 50 && imports.length > 100);
  });

  test("are all listed here", () => {
    const found = new Set(files.map(roomOf).filter((room) => room !== undefined));
    assertEquals([...found].filter((room) => !(room in rooms)), []);
  });

  test("have no cycle of files", () => {
    const targets = new Map(files.map((file) => [file, [] as string[]]));
    for (const { from, to } of imports) targets.get(from)?.push(to);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) {
        return void cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      }
      if (done.has(file)) return;
      for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    assertEquals(cycles, []);
  });

  test("load no schema library in threads, where it would dominate startup", () => {
    const threads = files.filter((file) => file.endsWith("_thread.ts"));
    assert(threads.length > 2);
    assertEquals(loadersOf("typebox", loadedWith(threads)), []);
  });

  test("load what speaks MCP only when an agent asks for it", () => {
    const loaded = loadedWith(["main_bun.ts", "main_deno.ts", "mod.ts", "app/server.ts"]);
    assertEquals(loadersOf("@modelcontextprotocol/", loaded), []);
  });

  test("import only files that exist", () => {
    assertEquals(imports.filter(({ to }) => !existsSync(join(source, to))), []);
  });

  test("export from one file only, where a name is declared; mod.ts gathers the public ones", () => {
    const passing = files.filter((file) =>
      file !== "mod.ts" && /^export [^;=(]*\sfrom\s+"/m.test(readFileSync(join(source, file), "utf8"))
    );
    assertEquals(passing, []);
  });

  test("name a runtime only where it belongs", () => {
    const places = /^(runtime\/|main_|storage\/(bun|deno)_driver\.ts$)/;
    const strays = files.filter((file) => !places.test(file)).filter((file) => {
      const code = readFileSync(join(source, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      return /\b(Bun|Deno)\.|"bun:/.test(code);
    });
    assertEquals(strays, []);
  });

  test("say how their pages are made, since a program that embeds BotMux has settings of its own", () => {
    const pages = files.filter((file) => file.endsWith(".tsx"));
    const start = "/** @jsxImportSource hono/jsx */\n";
    assertEquals(pages.filter((file) => !readFileSync(join(source, file), "utf8").startsWith(start)), []);
    assert(pages.length > 0);
  });

  test("have no file with a meaningless name", () => {
    const vague = /\/(index|utils?|helpers?|common|types|manager|misc)\.tsx?$/;
    assertEquals(files.filter((file) => vague.test(`/${file}`)), []);
  });
});

describe("The project", () => {
  test("names no machine path and no registry host", () => {
    const shown = ["README.md", "package.json", "deno.json", "bunfig.toml", "tsconfig.json"].map((name) =>
      join(root, name)
    )
      .concat(files.map((file) => join(source, file))).filter((path) => existsSync(path));
    const strays = shown.filter((path) =>
      /(^|[^a-z])\/(work|root|home\/\w+)\/|registry\.npmjs|pypi\.org\/simple|proxy\.golang/.test(
        readFileSync(path, "utf8"),
      )
    );
    assertEquals(strays, []);
  });
});

describe("Names", () => {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const listFiles = (folder: string, pattern: RegExp) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => pattern.test(name)).map((name) => join(folder, name).replaceAll("\\", "/"));
  const sources = ["src", "test", "bench"].flatMap((folder) => listFiles(folder, /\.tsx?$/))
    .filter((path) => !path.endsWith("/banned_names.ts"));

  test("in code use the field's words", () => {
    assert(sources.length > 500);
    assertEquals(sources.flatMap((path) => findBanned(path, codeOf(read(path)))), []);
  });

  test("in docs use the field's words", () => {
    const pages = listFiles("docs", /\.md$/);
    assertEquals(pages.flatMap((path) => findBanned(path, marked(read(path)))), []);
  });

  test("leave out phrases that the field's words replace, in all texts", () => {
    const pages = [...listFiles("docs", /\.md$/), "README.md", "CONTRIBUTING.md", "SECURITY.md"];
    assertEquals([...sources, ...pages].flatMap((path) => findPhrases(path, read(path))), []);
  });

  test("of files use the field's words", () => {
    assertEquals(sources.filter((path) => isBanned(path.split("/").at(-1)?.split(".")[0] ?? "")), []);
  });

  test("are found by this check in every way of writing them", () => {
    const banned = ["mostBytes", "most_bytes", "usualLimit", "letGo", "isSwitchedOff", "Graveyard"];
    assertEquals(banned.filter((name) => !isBanned(name)), []);
    const fine = ["maxBytes", "most", "almostDone", "letters", "goLet"];
    assertEquals(fine.filter(isBanned), []);
  });
});
