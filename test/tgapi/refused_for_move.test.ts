import { gzipSync } from "node:zlib";
import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import type { ChatMove } from "../../src/telegram/chat_move.ts";
import { accessToken, realToken, serveDoor } from "../support/bot_api_door.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

const from = -4518810793;
const to = -1002471352452;
const head = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json";
const refusal = JSON.stringify({
  ok: false,
  error_code: 400,
  description: "Bad Request: group chat was upgraded to a supergroup chat",
  parameters: { migrate_to_chat_id: to },
});

/** The moves that are noted because of one call, and what it is answered. */
async function movesAfter(init: RequestInit, query = "", answer = rawAnswer(refusal, head)) {
  const moves: [botId: number, move: ChatMove][] = [];
  await using upstream = await startRawUpstream(() => answer);
  await using door = await serveDoor(upstream.url, {
    chatMoves: { note: (botId, move) => Promise.resolve(void moves.push([botId, move])) },
  });
  for (const token of [realToken, accessToken]) {
    const response = await fetch(`${door.url}/bot${token}/sendMessage${query}`, { method: "POST", ...init });
    assertEquals([response.status, await response.text()], [400, refusal]);
  }
  return moves;
}

const json = (body: object): RequestInit => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const noted = [[4242, { from, to }], [4242, { from, to }]];

describe("a call that is refused because its group became a supergroup", () => {
  test("tells of the move, however its chat is named", async () => {
    const form = new FormData();
    form.set("chat_id", String(from));
    form.set("document", new Blob(["x"]), "x.txt");
    assertEquals(await movesAfter(json({ chat_id: from, text: "x" })), noted);
    assertEquals(await movesAfter(json({ chat_id: String(from) })), noted);
    assertEquals(await movesAfter({ body: new URLSearchParams({ chat_id: String(from) }) }), noted);
    assertEquals(await movesAfter({ body: form }), noted);
    assertEquals(await movesAfter({}, `?chat_id=${from}`), noted);
    assertEquals(await movesAfter(json({ chat_id: 42, from_chat_id: from })), noted);
  });

  test("tells of it in a compressed answer", async () => {
    const packed = Buffer.from(gzipSync(refusal)).toString("latin1");
    const answer = rawAnswer(packed, `${head}\r\nContent-Encoding: gzip`);
    assertEquals(await movesAfter(json({ chat_id: from }), "", answer), noted);
  });

  test("is answered as upstream answered it when the move cannot be kept, or its body cannot be read", async () => {
    const unreadable = {
      headers: { "content-type": "multipart/form-data; boundary=b" },
      body: '--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n-4518810793\r\n',
    };
    for (const init of [json({ chat_id: from }), unreadable]) {
      await using upstream = await startRawUpstream(() => rawAnswer(refusal, head));
      await using door = await serveDoor(upstream.url, {
        chatMoves: { note: () => Promise.reject(new Error("the disk is full")) },
      });
      const response = await fetch(`${door.url}/bot${realToken}/sendMessage`, { method: "POST", ...init });
      assertEquals([response.status, await response.text()], [400, refusal]);
    }
  });

  test("tells of none where it is left open which chat moved", async () => {
    for (
      const body of [
        { chat_id: from, from_chat_id: -5 },
        { chat_id: -5, reply_parameters: { message_id: 1, chat_id: from } },
        { chat_id: -5, sender_chat_id: from },
        { chat_id: "@name" },
        { chat_id: 42 },
        {
          chat_id: to,
        },
        {},
      ]
    ) {
      assertEquals([body, await movesAfter(json(body))], [body, []]);
    }
  });
});
