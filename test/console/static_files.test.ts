import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { chooseEncoding, StaticFiles } from "../../src/console/serve/static_files.ts";
import { uiFiles } from "../../src/console/browser/files.ts";

describe("files of the pages", () => {
  test("have the same content in every encoding", async () => {
    const files = new StaticFiles();
    const path = files.address("htmx");
    for (
      const [accepted, decode] of [
        ["gzip, br", brotliDecompressSync],
        ["gzip", gunzipSync],
        ["", (bytes: Uint8Array) => bytes],
      ] as const
    ) {
      const response = await files.answer(path, accepted);
      const bytes = new Uint8Array(await response!.arrayBuffer());
      assertEquals(new TextDecoder().decode(decode(bytes)), uiFiles.htmx.text, accepted);
    }
  });

  test("can be cached forever, because their names change with their content", async () => {
    const files = new StaticFiles();
    const path = files.address("styles");
    const response = await files.answer(path, "");
    assertEquals(response?.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assertEquals(response?.headers.get("content-type"), "text/css; charset=utf-8");
    assertEquals(await files.answer(path.replace(/\.\w{12}\./, ".000000000000."), ""), undefined);
  });

  test("of a first visit are few and small", async () => {
    const files = new StaticFiles();
    const sizes = await Promise.all((["styles", "htmx", "client", "icon"] as const).map(async (name) => {
      const response = await files.answer(files.address(name), "br");
      return (await response!.arrayBuffer()).byteLength;
    }));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert(total < 60_000, `${total} bytes`);
  });
});

describe("the encoding", () => {
  test("is the best accepted one", () => {
    assertEquals(chooseEncoding("gzip, deflate, br, zstd"), "br");
    assertEquals(chooseEncoding("gzip;q=1.0, br;q=0"), "gzip");
    assertEquals(chooseEncoding("identity"), "identity");
  });
});
