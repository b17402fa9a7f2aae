import { assert, assertEquals } from "@std/assert";
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { decodeUtf8, encodeUtf8 } from "../../src/base/bytes.ts";
import type { UnwrittenEntries } from "../../src/archive/capture_ports.ts";
import { Spool } from "../../src/storage/spool.ts";
import { createTempFolder } from "../support/temp_folder.ts";

const left = (spool: Spool) => [...spool.leftEntries()];
const texts = (spool: Spool) => left(spool).map(({ bytes }) => decodeUtf8(bytes));

function openFolder(options: { maxFileBytes?: number } = {}) {
  const temporary = createTempFolder();
  const folder = join(temporary.path, "spool");
  const errors: unknown[] = [];
  return {
    folder,
    errors,
    open: () => Spool.open({ folder, onError: (error) => errors.push(error), ...options }),
    files: () => existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [],
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

function toEntries(words: readonly string[]): UnwrittenEntries {
  return {
    count: words.length,
    maxLength: (index) => 4 * words[index]!.length,
    write(index, target, at) {
      const bytes = encodeUtf8(words[index]!);
      target.set(bytes, at);
      return at + bytes.length;
    },
  };
}

const append = (spool: Spool, ...words: string[]) => spool.append(toEntries(words)).first;

describe("A spool", () => {
  test("returns what was appended and not released to the next process", () => {
    using setup = openFolder();
    const first = setup.open();
    assertEquals([texts(first), append(first, "a", "b"), append(first, "c")], [[], 1, 3]);
    const second = setup.open();
    assertEquals([texts(second), left(second).map(({ number }) => number), second.id], [
      ["a", "b", "c"],
      [1, 2, 3],
      first.id,
    ]);
    first.close();
  });

  test("batches what arrives during a write, in order", () => {
    using setup = openFolder();
    const spool = setup.open();
    for (let count = 0; count < 500; count++) append(spool, `${count}`);
    assertEquals(texts(setup.open()), Array.from({ length: 500 }, (_, count) => `${count}`));
    spool.close();
  });

  test("never reuses a number, even one that a killed process had not written", () => {
    using setup = openFolder();
    const first = setup.open();
    append(first, "a");
    const unwritten = append(first, "b");
    const second = setup.open();
    assert(append(second, "c") > unwritten);
    first.close();
    second.close();
  });

  test("leaves nothing on the disk when all is released, and has another id in the next process", () => {
    using setup = openFolder();
    const first = setup.open();
    append(first, "a", "b");
    first.release(2);
    assertEquals(setup.files().map((path) => statSync(path).size), [0]);
    append(first, "c");
    assertEquals(texts(setup.open()), ["c"]);
    first.release(3);
    first.close();
    const second = setup.open();
    assertEquals([setup.files(), texts(second)], [[], []]);
    assert(second.id !== first.id);
  });

  test("removes leftovers of an earlier process once released, and continues after them", () => {
    using setup = openFolder();
    const first = setup.open();
    append(first, "a");
    first.close();
    const second = setup.open();
    const { first: number, stretch } = second.append(toEntries(["b"]));
    assertEquals(setup.files().length, 2);
    second.release(1);
    assertEquals(second.read(stretch!).map(({ bytes }) => decodeUtf8(bytes)), ["b"]);
    assertEquals(texts(setup.open()), ["b"]);
    second.release(number);
    second.close();
    assertEquals(setup.files(), []);
  });

  test("starts another file when one is large, and removes released ones", () => {
    using setup = openFolder({ maxFileBytes: 100 });
    const spool = setup.open();
    for (let count = 1; count <= 10; count++) {
      append(spool, `${count}`.padStart(60));
    }
    assertEquals(setup.files().length, 5);
    spool.release(7);
    assertEquals(setup.files().length, 2);
    assertEquals(texts(setup.open()).map(Number), [7, 8, 9, 10]);
    spool.close();
  });

  test("returns everything before a partially written entry", () => {
    using setup = openFolder();
    const spool = setup.open();
    append(spool, "whole", "torn");
    spool.close();
    const [path = ""] = setup.files();
    const { size } = statSync(path);
    for (let cut = 1; cut <= 20; cut++) {
      truncateSync(path, size - cut);
      assertEquals(texts(setup.open()), ["whole"]);
    }
  });

  test("removes a file in which a process that was killed had not written anything", () => {
    using setup = openFolder();
    const first = setup.open();
    append(first, "a");
    first.close();
    truncateSync(setup.files()[0]!, 0);
    const second = setup.open();
    second.release(0);
    assertEquals([setup.files(), texts(second)], [[], []]);
    assert(second.id !== first.id);
    second.close();
  });

  test("returns no entry whose bytes are damaged", () => {
    using setup = openFolder();
    const spool = setup.open();
    append(spool, "whole", "other");
    spool.close();
    const [path = ""] = setup.files();
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    assertEquals(texts(setup.open()), ["whole"]);
  });

  test("is readable by its owner only", () => {
    using setup = openFolder();
    const spool = setup.open();
    append(spool, "a");
    spool.close();
    const modes = [setup.folder, ...setup.files()].map((path) => statSync(path).mode & 0o777);
    assertEquals(modes, [0o700, 0o600]);
  });

  test("reports when it cannot write, and continues when it can", () => {
    using setup = openFolder();
    writeFileSync(setup.folder, "not a folder");
    const spool = setup.open();
    assertEquals(setup.errors.length, 1);
    append(spool, "a");
    assertEquals(setup.errors.length, 2);
    rmSync(setup.folder);
    append(spool, "b");
    spool.close();
    assertEquals([setup.errors.length, texts(setup.open())], [2, ["b"]]);
  });
});
