import { describe, test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { createMultipartReader } from "../../src/telegram/multipart.ts";
import { collectParts } from "../../src/telegram/part_collector.ts";

const contentType = "multipart/form-data; boundary=b";

function part(head: string, content: string): string {
  return `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
}

type Options = Omit<Parameters<typeof collectParts>[0], "texts">;

/** Collects a body that arrives `step` bytes at a time, in memory that is overwritten after each piece. */
function collect(body: string, step: number, options: Options = {}): [string, string][] {
  const found: [string, string][] = [];
  const texts = { add: (name: string, value: string) => void found.push([name, value]) };
  const reader = createMultipartReader(contentType, collectParts({ texts, ...options }));
  const bytes = encodeUtf8(body);
  for (let at = 0; at < bytes.length; at += step) {
    const piece = bytes.slice(at, at + step);
    reader.feed(piece);
    piece.fill(0);
  }
  reader.end();
  return found;
}

describe("collectParts()", () => {
  const body = part('name="chat_id"', "42") +
    part('name="x"\r\nContent-Type: application/x-www-form-urlencoded', "text=a+b&silent=1") +
    part('name="photo"; filename="cat.jpg"', "JPEG") +
    part('name="caption"', "cat") + "--b--\r\n";

  for (const step of [1, 7, 10_000]) {
    test(`gives texts in order, and those of a part that is a form, from pieces of ${step} bytes`, () => {
      assertEquals(collect(body, step), [["chat_id", "42"], ["text", "a b"], ["silent", "1"], [
        "caption",
        "cat",
      ]]);
    });
  }

  test("hands on what files hold and passes over those that nobody takes", () => {
    const sizes: [string, number][] = [];
    const openFile: Options["openFile"] = ({ name }) => {
      let size = 0;
      return { add: (piece) => void (size += piece.length), end: () => void sizes.push([name, size]) };
    };
    collect(body, 3, { openFile });
    assertEquals(sizes, [["photo", 4]]);
    assertEquals(collect(body, 3).length, 4);
  });

  test("passes over parts that are not wanted, however long they are", () => {
    const isWanted: Options["isWanted"] = ({ name }) => name === "caption";
    const long = part('name="pad"', "p".repeat(1000)) + body;
    assertEquals(collect(long, 100, { isWanted, maxTextBytes: 10 }), [["caption", "cat"]]);
  });

  test("refuses texts that are too long together with 413", () => {
    const error = assertThrows(() => collect(body, 5, { maxTextBytes: 20 }), TelegramError);
    assertEquals(error.code, 413);
  });
});
