import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { readServerEvents, type ServerEvent } from "../../src/cli/server_events.ts";

async function readAll(pieces: readonly Uint8Array[]): Promise<ServerEvent[]> {
  async function* body() {
    for (const piece of pieces) yield await Promise.resolve(piece);
  }
  return await Array.fromAsync(readServerEvents(body()));
}

describe("server-sent events", () => {
  const text =
    ': alive\n\nevent: entry\ndata: {"a":"ü"}\n\ndata:first\r\ndata: second\r\n\r\nid: 7\nretry: 5\n\r' +
    "event: missed\rdata\r\revent: nothing\n\ndata: unfinished\n";
  const events = [
    { type: "entry", data: '{"a":"ü"}' },
    { type: "message", data: "first\nsecond" },
    { type: "missed", data: "" },
  ];

  test("are parsed as the HTML Standard says", async () => {
    assertEquals(await readAll([encodeUtf8(text)]), events);
  });

  test("are parsed alike however they are split", async () => {
    const bytes = encodeUtf8(text);
    for (let cut = 1; cut < bytes.length; cut++) {
      assertEquals(await readAll([bytes.slice(0, cut), bytes.slice(cut)]), events, String(cut));
    }
    assertEquals(await readAll(Array.from(bytes, (byte) => Uint8Array.of(byte))), events);
  });
});
