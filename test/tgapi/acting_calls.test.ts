import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import type { ActingCaller } from "../../src/tgapi/calls/caller.ts";
import { realToken, serveDoor } from "../support/bot_api_door.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

const caller: ActingCaller = { botId: 4242, realToken, consumerId: 1, accessTokenId: undefined, scope: {} };
const running = new AbortController().signal;
const body = { contentType: "application/json", bytes: encodeUtf8('{"chat_id":1}') };

/** What a call is told when upstream answers with these bytes. */
async function call(answer: string) {
  await using upstream = await startRawUpstream(() => answer);
  await using door = await serveDoor(upstream.url);
  return await door.calls.act(caller, "getChat", body, running);
}

describe("a call on behalf of an operator", () => {
  test("returns upstream's result", async () => {
    assertEquals(await call(rawAnswer('{"ok":true,"result":{"id":1}}')), { ok: true, result: { id: 1 } });
  });

  test("returns the error with everything that a caller needs", async () => {
    const answer = await call(rawAnswer(
      '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7",' +
        '"parameters":{"retry_after":7,"migrate_to_chat_id":-100}}',
      "HTTP/1.1 429 X",
    ));
    assert(!answer.ok);
    assertEquals([answer.error.code, answer.error.parameters], [429, {
      retry_after: 7,
      migrate_to_chat_id: -100,
    }]);
  });

  test("returns no result when the response is not JSON", async () => {
    assertEquals(await call(rawAnswer("<html>")), { ok: true, result: undefined });
  });

  const codings: [encoding: string, pack: (text: string) => Uint8Array][] = [
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["br", brotliCompressSync],
    ["identity", encodeUtf8],
  ];
  for (const [encoding, pack] of codings) {
    test(`reads a response that is compressed without being asked, after a byte order mark: ${encoding} by ${pack.name}`, async () => {
      const packed = pack('\ufeff{"ok":true,"result":{"id":1},"description":null}');
      const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}`;
      const answer = rawAnswer(Buffer.from(packed).toString("latin1"), head);
      assertEquals(await call(answer), { ok: true, result: { id: 1 } });
    });
  }

  test("forwards a streamed body as it arrives", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":true}'));
    await using door = await serveDoor(upstream.url);
    const parts = ["first,", "second"].map((text) => encodeUtf8(text));
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const part = parts.shift();
        return part === undefined ? controller.close() : controller.enqueue(part);
      },
    });
    const contentType = "multipart/form-data; boundary=b";
    const answer = await door.calls.act(caller, "sendPhoto", { contentType, stream }, running);
    assertEquals(answer, { ok: true, result: true });
    assert(upstream.requests[0]!.endsWith("\r\n\r\nfirst,second"));
  });

  test("never shows the real token, not even to operators", async () => {
    const answer = await call(rawAnswer(`{"ok":true,"result":{"file_path":"/data/${realToken}/a.jpg"}}`));
    assertEquals(answer, { ok: true, result: { file_path: "/data/4242:***/a.jpg" } });
  });
});
