import { assert, assertEquals, assertRejects } from "@std/assert";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { OperationalError, UsageError } from "../../src/base/errors.ts";
import { HeaderList } from "../../src/base/header_list.ts";
import type { HttpResponse } from "../../src/base/http_message.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { FileCache, type FileOrigin } from "../../src/tgapi/files/file_cache.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { until } from "../support/until.ts";

/** A cache on an empty folder over an origin in which every id is a file of so many bytes. */
function openCache(maxBytes = 1000, origin: Partial<FileOrigin> = {}) {
  const temp = createTempFolder();
  const folder = join(temp.path, "files");
  const clock = new ManualClock();
  const fetched: string[] = [];
  const create = () =>
    new FileCache({
      folder,
      maxBytes,
      clock,
      origin: {
        locate: (_bot, id) => Promise.resolve({ path: id, size: sizeOf(id) }),
        download(_bot, path) {
          fetched.push(path);
          return Promise.resolve({ ...plain, body: new Uint8Array(sizeOf(path)) });
        },
        ...origin,
      },
    });
  return {
    cache: create(),
    create,
    folder,
    clock,
    fetched,
    onDisk: () => readdirSync(folder).length,
    [Symbol.dispose]: () => temp[Symbol.dispose](),
  };
}

const plain = { status: 200, headers: new HeaderList() };

/** `a400` has 400 bytes. */
function sizeOf(id: string): number {
  return Number(id.slice(1));
}

async function read(cache: FileCache, id: string, bot = 1): Promise<number> {
  const { file } = await cache.open(bot, id);
  try {
    return (await file.readFile()).length;
  } finally {
    await file.close();
  }
}

describe("FileCache", () => {
  test("fetches a file once and serves it from disk, after a restart too", async () => {
    using setup = openCache();
    assertEquals([await read(setup.cache, "a400"), await read(setup.cache, "a400")], [400, 400]);
    assertEquals(await read(setup.create(), "a400"), 400);
    assertEquals(setup.fetched, ["a400"]);
  });

  test("stores a compressed download decoded, and refuses what cannot be decoded", async () => {
    const packed = new Uint8Array(gzipSync(new Uint8Array(400)));
    const answer = (encoding: string) => () =>
      Promise.resolve<HttpResponse>({
        status: 200,
        headers: HeaderList.of(["content-encoding", encoding]),
        body: packed,
      });
    using setup = openCache(1000, { download: answer("gzip") });
    assertEquals(await read(setup.cache, "a400"), 400);
    await assertRejects(() => read(setup.cache, "a401"), TelegramError);
    using small = openCache(300, {
      locate: () => Promise.resolve({ path: "x", size: undefined }),
      download: answer("gzip"),
    });
    await assertRejects(() => read(small.cache, "a400"), UsageError);
    using unknown = openCache(1000, { download: answer("x-unknown") });
    await assertRejects(() => read(unknown.cache, "a400"), TelegramError);
    assertEquals(setup.onDisk(), 1);
  });

  test("fetches a file once for concurrent requests", async () => {
    using setup = openCache();
    await Promise.all(Array.from({ length: 20 }, () => read(setup.cache, "a400")));
    assertEquals(setup.fetched, ["a400"]);
  });

  test("stays within its size, and evicts the least recently used", async () => {
    using setup = openCache();
    await read(setup.cache, "a400");
    await read(setup.cache, "b400");
    await read(setup.cache, "a400");
    await read(setup.cache, "c400");
    assertEquals([setup.cache.bytes, setup.onDisk()], [800, 2]);
    await read(setup.cache, "a400");
    assertEquals(setup.fetched, ["a400", "b400", "c400"]);
  });

  test("keeps the order of use across restarts", async () => {
    using setup = openCache();
    await read(setup.cache, "a400");
    await setup.clock.advance(1_000);
    await read(setup.cache, "b400");
    await setup.clock.advance(7_200_000);
    await read(setup.cache, "a400");
    const next = setup.create();
    await read(next, "c400");
    await read(next, "a400");
    assertEquals(setup.fetched, ["a400", "b400", "c400"]);
  });

  test("serves a file to its end even if it is evicted meanwhile", async () => {
    using setup = openCache();
    const { file } = await setup.cache.open(1, "a900");
    await read(setup.cache, "b900");
    assertEquals((await file.readFile()).length, 900);
    await file.close();
  });

  test("tells files of different bots apart, and removes those of one", async () => {
    using setup = openCache();
    await read(setup.cache, "a100", 1);
    await read(setup.cache, "a100", 12);
    await setup.cache.removeBot(1);
    assertEquals([setup.cache.bytes, setup.onDisk()], [100, 1]);
    await read(setup.cache, "a100", 12);
    assertEquals(setup.fetched.length, 2);
  });

  const wholeSizes: [what: string, size: number | undefined][] = [["says so", 2000], [
    "does not say so",
    undefined,
  ]];
  for (const [what, size] of wholeSizes) {
    test(`refuses a file that is larger than all of it when upstream ${what}`, async () => {
      const locate = () => Promise.resolve({ path: "a2000", size });
      using setup = openCache(1000, { locate });
      await assertRejects(() => setup.cache.open(1, "a2000"), UsageError);
      assertEquals(setup.cache.bytes, 0);
      if (size === undefined) assertEquals(setup.onDisk(), 0);
    });
  }

  const cuts: [what: string, body: () => ReadableStream<Uint8Array>][] = [
    ["breaks off", () =>
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(10)),
        pull: (controller) => controller.error(new TypeError("cut")),
      }, { highWaterMark: 0 })],
    ["ends too early", () =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(10));
          controller.close();
        },
      })],
  ];
  for (const [what, body] of cuts) {
    test(`keeps no partial file when a download ${what}`, async () => {
      const download = () => Promise.resolve({ ...plain, body: body() });
      using setup = openCache(1000, { download });
      await assertRejects(() => setup.cache.open(1, "a400"), TelegramError, "broke off");
      assertEquals([setup.onDisk(), setup.cache.bytes], [0, 0]);
    });
  }

  const silence = (): HttpResponse => ({
    ...plain,
    body: new ReadableStream({ pull: () => new Promise(() => {}) }),
  });

  test("cancels a download that stalls", async () => {
    let isBegun = false;
    const download = () => {
      isBegun = true;
      return Promise.resolve(silence());
    };
    using setup = openCache(1000, { download });
    const opening = assertRejects(() => setup.cache.open(1, "a400"), TelegramError, "broke off");
    await until(() => isBegun && setup.clock.pending > 0);
    await setup.clock.advance(60_000);
    await opening;
    assertEquals(setup.onDisk(), 0);
  });

  test("leaves no partial file when it closes", async () => {
    using setup = openCache(1000, { download: () => Promise.resolve(silence()) });
    const opening = assertRejects(() => setup.cache.open(1, "a400"), TelegramError);
    await until(() => setup.clock.pending > 0);
    await setup.cache.close();
    await opening;
    assertEquals(setup.onDisk(), 0);
  });

  test("removes partial files after a crash, and leaves foreign files alone", async () => {
    using setup = openCache();
    mkdirSync(setup.folder);
    writeFileSync(join(setup.folder, `1-${"0".repeat(64)}.part`), "half");
    writeFileSync(join(setup.folder, "notes.txt"), "mine");
    await read(setup.cache, "a400");
    assert(!readdirSync(setup.folder).some((name) => name.endsWith(".part")));
    assert(readdirSync(setup.folder).includes("notes.txt"));
  });

  test("fetches a file again that was deleted from disk", async () => {
    using setup = openCache();
    await read(setup.cache, "a400");
    rmSync(setup.folder, { recursive: true });
    assertEquals(await read(setup.cache, "a400"), 400);
    assertEquals(setup.cache.bytes, 400);
  });

  test("passes on what upstream says when there is no such file", async () => {
    const locate = () => Promise.reject(new TelegramError(400, "Bad Request: invalid file_id"));
    using setup = openCache(1000, { locate });
    await assertRejects(() => setup.cache.open(1, "a400"), TelegramError, "invalid file_id");
  });

  test("limits concurrent downloads", async () => {
    const held = Promise.withResolvers<HttpResponse>();
    using setup = openCache(1000, { download: () => held.promise });
    const opening = Array.from({ length: 16 }, (_, index) => read(setup.cache, `${index % 10}1${index}`));
    await assertRejects(() => setup.cache.open(1, "z1"), OperationalError, "16 downloads are in flight");
    held.reject(new TelegramError(404, "Not Found"));
    assert((await Promise.allSettled(opening)).every(({ status }) => status === "rejected"));
  });
});
