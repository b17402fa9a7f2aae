import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, test } from "node:test";
import { assertEquals, assertRejects } from "@std/assert";
import { decodeUtf8, encodeUtf8 } from "../../src/base/bytes.ts";
import {
  ContentEncodingError,
  decodeContent,
  decodeContentStream,
  decodeSmallContent,
  isPlain,
} from "../../src/base/content_encoding.ts";

const text = "some text, ".repeat(50);
const plain = encodeUtf8(text);
const maxBytes = text.length;

function bytesOf(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(packed);
}

const cases: [encoding: string, bytes: Uint8Array][] = [
  ["", plain],
  ["identity", plain],
  [" Identity , ", plain],
  ["gzip", gzipSync(plain)],
  ["X-GZIP", gzipSync(plain)],
  ["deflate", deflateSync(plain)],
  ["br", brotliCompressSync(plain)],
  ["deflate, gzip", gzipSync(deflateSync(plain))],
  ["br,identity,gzip", gzipSync(brotliCompressSync(plain))],
];

describe("content encodings", () => {
  for (const [encoding, bytes] of cases) {
    test(`"${encoding}" is decoded whole and as a stream`, async () => {
      assertEquals(decodeUtf8(await decodeContent(bytesOf(bytes), encoding, maxBytes)), text);
      assertEquals(decodeUtf8(decodeSmallContent(bytesOf(bytes), encoding, maxBytes)), text);
      const stream = decodeContentStream(new Blob([bytesOf(bytes)]).stream(), encoding);
      assertEquals(await new Response(stream).text(), text);
    });
  }

  test("deflate is decoded with and without its zlib wrapper", async () => {
    const raw = bytesOf(deflateRawSync(plain));
    assertEquals(decodeUtf8(await decodeContent(raw, "deflate", maxBytes)), text);
    assertEquals(decodeUtf8(decodeSmallContent(raw, "deflate", maxBytes)), text);
  });

  test("an empty body decodes to an empty body in every encoding", async () => {
    for (const [encoding] of cases) {
      assertEquals((await decodeContent(new Uint8Array(), encoding, maxBytes)).length, 0);
    }
  });

  test("output beyond the limit is refused in every encoding", async () => {
    for (const [encoding, bytes] of cases.filter(([encoding]) => !isPlain(encoding))) {
      const error = await assertRejects(
        () => decodeContent(bytesOf(bytes), encoding, maxBytes - 1),
        ContentEncodingError,
      );
      assertEquals([encoding, error.code], [encoding, "too large"]);
      assertEquals(decodeSmallContent(bytesOf(bytes), encoding, maxBytes - 1).length, 0);
    }
  });

  test("truncated data, and data of another or an unknown encoding, is refused", async () => {
    const faults: [encoding: string, bytes: Uint8Array, code: string][] = [
      ["gzip", gzipSync(plain).subarray(0, 20), "malformed"],
      ["gzip", plain, "malformed"],
      ["br", gzipSync(plain), "malformed"],
      ["deflate", deflateSync(plain).subarray(0, 20), "malformed"],
      ["x-unknown", plain, "unknown"],
      ["gzip, x-unknown", plain, "unknown"],
      ["gzip, gzip, gzip, gzip", plain, "unknown"],
    ];
    for (const [encoding, bytes, code] of faults) {
      const error = await assertRejects(
        () => decodeContent(bytesOf(bytes), encoding, maxBytes),
        ContentEncodingError,
      );
      assertEquals([encoding, error.code], [encoding, code]);
    }
  });

  test("data cut off at any byte is refused in every encoding", async () => {
    const whole: string[] = [];
    for (const [encoding, bytes] of cases.filter(([encoding]) => !isPlain(encoding))) {
      for (let length = 1; length < bytes.length; length++) {
        await decodeContent(bytesOf(bytes.subarray(0, length)), encoding, maxBytes)
          .then(() => whole.push(`${encoding} ${length} of ${bytes.length}`), () => {});
      }
    }
    assertEquals(whole, []);
  });

  test("identity is distinguished from encodings that change bytes", () => {
    assertEquals(["", "identity", "Identity, identity", "gzip", "x"].map(isPlain), [
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
