import { describe, test } from "node:test";
import { assertEquals, assertMatch } from "@std/assert";
import { accessToken, realToken, type ServedDoor, serveDoor } from "../support/bot_api_door.ts";
import { connectRaw, readToEnd } from "../support/loopback.ts";
import { rawAnswer, type RawUpstream, startRawUpstream } from "../support/raw_upstream.ts";
import { titleWithReason } from "../support/skip_reason.ts";
import { platform, testedServer } from "../support/this_platform.ts";

const isRead = platform.name === "deno" || testedServer === "wire";
const skip = isRead ? false : "Bun's own server throws such bodies away";
const form = "Content-Type: application/x-www-form-urlencoded";
const json = "Content-Type: application/json";
const multipart = "Content-Type: multipart/form-data; boundary=b";
const parts = '--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n1\r\n--b--\r\n';

/** Sends a GET with a body, of a known length or in one chunk; gives the answer's status and body. */
async function get({ port }: ServedDoor, path: string, head: string, body: string, isChunked = false) {
  const socket = await connectRaw(port);
  const framed = isChunked
    ? `Transfer-Encoding: chunked\r\n\r\n${
      body === "" ? "" : `${body.length.toString(16)}\r\n${body}\r\n`
    }0\r\n\r\n`
    : `Content-Length: ${body.length}\r\n\r\n${body}`;
  const headers = head === "" ? "" : `${head}\r\n`;
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}${framed}`);
  socket.once("data", () => socket.end());
  const answer = await readToEnd(socket);
  return [Number(answer.slice(9, 12)), answer.slice(answer.indexOf("\r\n\r\n") + 4)] as const;
}

async function withDoor(
  work: (door: ServedDoor, upstream: RawUpstream) => Promise<void>,
  scope = {},
): Promise<void> {
  await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":true}'));
  await using door = await serveDoor(upstream.url, { scope });
  await work(door, upstream);
}

describe("a GET with a body", () => {
  const bodies: [name: string, head: string, body: string][] = [
    ["a form", form, "chat_id=1&text=hello"],
    ["JSON", json, '{"chat_id":1,"text":"hello"}'],
    ["multipart", multipart, parts],
  ];
  for (const [name, head, body] of bodies) {
    for (const isChunked of [false, true]) {
      const how = `${name}${isChunked ? ", chunked" : ""}`;
      test(`${isRead ? "is sent on as a POST" : "is refused, for Bun throws it away"}: ${how}`, () =>
        withDoor(async (door, upstream) => {
          const [status] = await get(door, `/bot${realToken}/sendMessage?a=b`, head, body, isChunked);
          assertEquals([status, upstream.requests.length], isRead ? [200, 1] : [400, 0]);
          if (!isRead) return;
          assertMatch(upstream.requests[0] ?? "", /^POST \/bot[^/]+\/sendMessage\?a=b HTTP/);
          assertEquals(upstream.requests[0]?.split("\r\n\r\n").slice(1).join("\r\n\r\n"), body);
        }));
    }
  }

  test(
    titleWithReason("gives a call that is answered here its parameters, those of the query first", skip),
    { skip },
    () =>
      withDoor(async (door) => {
        const path = `/bot${realToken}/getUpdates?limit=7`;
        assertEquals((await get(door, path, json, '{"offset":5,"limit":9,"timeout":3}'))[0], 200);
        const [[name, given] = []] = door.localCalls;
        const { offset, limit, timeoutSec } = Object(given);
        assertEquals([name, offset, limit, timeoutSec], ["getUpdates", 5, 7, 3]);
      }),
  );

  test(titleWithReason("may name the method", skip), { skip }, () =>
    withDoor(async (door) => {
      const [status] = await get(door, `/bot${realToken}/`, json, '{"method":"getWebhookInfo"}');
      assertEquals([status, door.localCalls.map(([name]) => name)], [200, ["getWebhookInfo"]]);
    }));

  test("is held against the chats of an access token", () =>
    withDoor(async (door, upstream) => {
      const path = `/bot${accessToken}/sendMessage`;
      assertEquals((await get(door, path, json, '{"chat_id":2,"text":"x"}'))[0], isRead ? 403 : 400);
      assertEquals((await get(door, path, json, '{"chat_id":1,"text":"x"}'))[0], isRead ? 200 : 400);
      assertEquals(upstream.requests.length, isRead ? 1 : 0);
    }, { chats: [1] }));

  test("passes without parameters: an empty one, an empty object, one of no type", () =>
    withDoor(async (door, upstream) => {
      const cases: [head: string, body: string, isChunked?: boolean][] = [
        [json, ""],
        [json, "{}"],
        ["", "", true],
        ["", "whatever"],
        ["Content-Type: text/plain", "whatever", true],
      ];
      for (const [head, body, isChunked] of cases) {
        const [status] = await get(door, `/bot${realToken}/getMe`, head, body, isChunked);
        assertEquals([head, body, status], [head, body, 200]);
      }
      assertEquals(upstream.requests.length, cases.length);
    }));
});
