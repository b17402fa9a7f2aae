import { assert, assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { uiFiles } from "../../src/console/browser/files.ts";
import { root } from "./parsed_source.ts";

const folder = join(root, "src/console/browser");
const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
const read = (name: string) => readFileSync(join(folder, name), "utf8");

describe("Browser code", () => {
  test("is type-checked in every file", () => {
    assert(scripts.length > 10);
    assertEquals(scripts.filter((name) => !read(name).startsWith("// @ts-check\n")), []);
  });

  test("switches the type check off nowhere", () => {
    assertEquals(scripts.filter((name) => /@ts-(nocheck|ignore|expect-error)|\{any\}/.test(read(name))), []);
  });

  test("is all served", () => {
    const served = Object.values(uiFiles).map(({ text }) => text).join("\n");
    assertEquals(scripts.filter((name) => !served.includes(read(name))), []);
  });
});
