import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import type { AccessScope } from "../../src/registry/entities/access_token.ts";
import type { WholeBody } from "../../src/telegram/parameters.ts";
import type { ActingCaller } from "../../src/tgapi/calls/caller.ts";
import { realToken, type ServedDoor, serveDoor } from "../support/bot_api_door.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { rawAnswer, type RawUpstream, startRawUpstream } from "../support/raw_upstream.ts";
import { until } from "../support/until.ts";

const json = "application/json";
const form = "application/x-www-form-urlencoded";
const running = new AbortController().signal;
const ok = rawAnswer('{"ok":true,"result":{"message_id":1}}');

function toBody(contentType: string, body: string | Uint8Array<ArrayBuffer>): WholeBody {
  return { contentType, bytes: typeof body === "string" ? encodeUtf8(body) : body };
}

/** A form with files as a library would send it. */
async function toMultipart(fields: readonly (readonly [name: string, value: string | File])[]) {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  const response = new Response(data);
  const contentType = response.headers.get("content-type") ?? "";
  return toBody(contentType, new Uint8Array(await response.arrayBuffer()));
}

function callerWith(scope: AccessScope): ActingCaller {
  return { botId: 4242, realToken, consumerId: 1, accessTokenId: undefined, scope };
}

/** Gives a reply of `scope`'s consumer to a door. */
function give({ calls }: ServedDoor, body: WholeBody, scope: AccessScope = {}, signal = running) {
  return calls.reply(callerWith(scope), body, signal);
}

function bodyOf(request: string): Buffer {
  return Buffer.from(request.slice(request.indexOf("\r\n\r\n") + 4), "latin1");
}

async function withDoor(
  answer: string | undefined,
  work: (door: ServedDoor, upstream: RawUpstream) => Promise<void>,
  options: Parameters<typeof serveDoor>[1] = {},
): Promise<void> {
  await using upstream = await startRawUpstream(() => answer);
  await using door = await serveDoor(upstream.url, options);
  await work(door, upstream);
}

describe("a method call in a webhook response", () => {
  const nested =
    '{ "method":"SendMessage",\n"chat_id":9007199254740993,"text":"\\u0041 ü","reply_markup":{"inline_keyboard":[[{"text":"a","url":"https://example.org/?a=1&b=2"}]]} }';
  const file = new File([new Uint8Array(200_000).map((_, index) => index * 7)], "bed.png", {
    type: "image/png",
  });
  const bodies: [what: string, body: () => WholeBody | Promise<WholeBody>][] = [
    ["JSON with nested values", () => toBody(`${json}; charset=utf-8`, nested)],
    [
      "a form",
      () => toBody(form, "chat_id=1&text=a+b%26c&method=SendMessage&reply_markup=%7B%22a%22%3A%5B1%5D%7D"),
    ],
    [
      "multipart with a file before the method",
      () => toMultipart([["photo", "attach://p"], ["p", file], ["method", "SendMessage"], ["chat_id", "1"]]),
    ],
  ];
  /** Headers that a runtime gives every request. */
  const ofRequest =
    /^(host|connection|user-agent|accept|accept-encoding|accept-language|content-length|transfer-encoding):/i;
  for (const [what, create] of bodies) {
    test(`goes upstream with the bytes and the content type it came with: ${what}`, () =>
      withDoor(ok, async (door, upstream) => {
        const body = await create();
        assertEquals(await give(door, body), { kind: "done", method: "SendMessage" });
        assertEquals(upstream.requests.length, 1);
        const sent = upstream.requests[0]!;
        assert(bodyOf(sent).equals(body.bytes), "the bytes differ");
        const [line, ...head] = sent.slice(0, sent.indexOf("\r\n\r\n")).split("\r\n");
        assertEquals(line, `POST /bot${realToken}/SendMessage HTTP/1.1`);
        const own = head.filter((header) => !ofRequest.test(header)).map((header) => header.split(": "));
        assertEquals(own.map(([name = "", value]) => [name.toLowerCase(), value]), [
          ["content-type", body.contentType],
        ]);
        assertEquals(door.proxied, [["sendMessage", 200]]);
      }));
  }

  const silent: [what: string, body: WholeBody][] = [
    ["no body", toBody("", "")],
    ["another content type", toBody("text/plain", '{"method":"sendMessage","chat_id":1,"text":"x"}')],
    ["JSON without a method", toBody(json, '{"ok":true}')],
    ["JSON that is no object", toBody(json, '["sendMessage"]')],
    ["broken JSON", toBody(json, '{"chat_id":1,"method":')],
    ["an empty method", toBody(form, "method=&chat_id=1")],
    ["multipart without parts", toBody("multipart/form-data; boundary=b", "\r\n--b--\r\n")],
  ];
  for (const [what, body] of silent) {
    test(`is not there and nothing happens: ${what}`, () =>
      withDoor(ok, async (door, upstream) => {
        assertEquals(await give(door, body), { kind: "nothing" });
        assertEquals([upstream.requests, door.proxied, door.logged], [[], [], []]);
      }));
  }

  test("is reported when its multipart cannot be read", () =>
    withDoor(ok, async (door, upstream) => {
      const part = '--b\r\nContent-Disposition: form-data; name="method"\r\n\r\nsendMessage\r\n';
      for (const body of ["x", part, `--b\r\nX: y\r\n\r\n1\r\n${part}--b--`]) {
        const outcome = await give(door, toBody("multipart/form-data; boundary=b", body));
        assertEquals(outcome.kind, "unreadable");
      }
      assertEquals([upstream.requests, door.proxied], [[], []]);
    }));

  test("replaces no token of a bot when an access token set the webhook", () =>
    withDoor(ok, async (door, upstream) => {
      const reply = toBody(json, '{"method":"replaceManagedBotToken","user_id":7}');
      const outcome = await door.calls.reply({ ...callerWith({}), accessTokenId: 1 }, reply, running);
      assertEquals(outcome.kind === "failed" && outcome.code, 403);
      assertEquals(upstream.requests, []);
    }));

  test("is refused in any case of letters when the official server refuses it", () =>
    withDoor(ok, async (door, upstream) => {
      const names = [
        ...["setWebhook", "SETWEBHOOK", "deleteWebhook", "deletewebhook", "logOut", "logout", "LOGOUT"],
        ...["close", "Close", "getMe", "getUpdates", "GetWebhookInfo", "GETFILE", "getSomethingNew"],
      ];
      for (const name of names) {
        for (
          const body of [
            toBody(json, `{"method":"${name}"}`),
            toBody(form, `method=${name}`),
            await toMultipart([["method", name]]),
          ]
        ) {
          const outcome = await give(door, body);
          assertEquals([outcome.kind, "method" in outcome && outcome.method], ["refused", name]);
        }
      }
      assertEquals([upstream.requests, door.localCalls], [[], []]);
    }));

  test("is refused when its method name is invalid, and that name is cut short", () =>
    withDoor(ok, async (door, upstream) => {
      for (
        const name of ["../getMe", "sendMessage?x=1", "send message", "sendMessage/", "x".repeat(70) + "/"]
      ) {
        assertEquals(await give(door, toBody(json, JSON.stringify({ method: name }))), {
          kind: "refused",
          method: name.slice(0, 64),
          why: "is not the name of a method",
        });
      }
      assertEquals(upstream.requests, []);
    }));
});

describe("a webhook reply of an access token", () => {
  const scope = { methods: ["sendmessage", "senddocument"], chats: [42] };

  test("may not call what the token may not", () =>
    withDoor(ok, async (door, upstream) => {
      assertEquals(await give(door, toBody(json, '{"method":"deleteMessage","chat_id":42}'), scope), {
        kind: "refused",
        method: "deleteMessage",
        why: "is not among the methods of the access token",
      });
      assertEquals(upstream.requests, []);
    }));

  const file = new File(["f".repeat(100_000)], "f.bin");
  const bodiesFor = async (chat: string): Promise<WholeBody[]> => [
    toBody(json, `{"method":"sendMessage","chat_id":${chat},"text":"x"}`),
    toBody(form, `method=sendMessage&chat_id=${chat}&text=x`),
    await toMultipart([["method", "sendDocument"], ["chat_id", chat], ["document", file]]),
  ];

  test("may write into the token's chats, whatever the form of its body", () =>
    withDoor(ok, async (door, upstream) => {
      for (const body of await bodiesFor("42")) {
        assertEquals((await give(door, body, scope)).kind, "done");
        assert(bodyOf(upstream.requests.at(-1)!).equals(body.bytes), `${body.contentType}: the bytes differ`);
      }
    }));

  test("may not write into any other chat, whatever the form of its body", () =>
    withDoor(ok, async (door, upstream) => {
      for (const body of await bodiesFor("43")) {
        const outcome = await give(door, body, scope);
        assertEquals([outcome.kind, "code" in outcome && outcome.code], ["failed", 403]);
        assertMatch("description" in outcome ? outcome.description : "", /^Forbidden: this access token /);
      }
      assertEquals(upstream.requests, []);
    }));
});

describe("a webhook reply that upstream does not carry out", () => {
  const body = toBody(json, '{"method":"sendMessage","chat_id":1,"text":"x"}');
  const method = "sendMessage";

  test("ends with upstream's own words, without a token", () => {
    const answer =
      `{"ok":false,"error_code":400,"description":"Bad Request: chat of ${realToken} not found"}`;
    return withDoor(rawAnswer(answer, "HTTP/1.1 400 Bad Request"), async (door) => {
      const description = "Bad Request: chat of 4242:*** not found";
      assertEquals(await give(door, body), { kind: "failed", method, code: 400, description });
      assertEquals(door.proxied, [[method, 400]]);
    });
  });

  test("ends with upstream's own words though they come compressed", () => {
    const packed = gzipSync('{"ok":false,"error_code":403,"description":"Forbidden: x"}').toString("latin1");
    return withDoor(rawAnswer(packed, "HTTP/1.1 403 F\r\nContent-Encoding: gzip"), async (door) => {
      assertEquals(await give(door, body), {
        kind: "failed",
        method,
        code: 403,
        description: "Forbidden: x",
      });
    });
  });

  test("ends with what the status says where upstream says nothing", () =>
    withDoor(rawAnswer("<html>", "HTTP/1.1 502 X\r\nContent-Type: text/html"), async (door) => {
      assertEquals(await give(door, body), { kind: "failed", method, code: 502, description: "Bad Gateway" });
    }));

  test("fails when upstream only points elsewhere", () =>
    withDoor(rawAnswer("", "HTTP/1.1 302 Found\r\nLocation: /elsewhere"), async (door, upstream) => {
      assertEquals(await give(door, body), { kind: "failed", method, code: 302, description: "Found" });
      assertEquals(upstream.requests.length, 1);
    }));

  test("is not sent again when the connection is cut", async () => {
    let answered = 0;
    await using upstream = await startRawUpstream(() => answered++ === 0 ? ok : undefined);
    await using door = await serveDoor(upstream.url);
    // The second goes over the connection that the first left behind.
    assertEquals((await give(door, body)).kind, "done");
    const outcome = await give(door, body);
    assertEquals([outcome.kind, "code" in outcome && outcome.code], ["failed", 502]);
    assertMatch("description" in outcome ? outcome.description : "", /may have been sent$/);
    assertEquals(upstream.requests.length, 2);
  });

  test("says that nothing was sent when upstream cannot be reached", async () => {
    const closed = await startRawUpstream(() => undefined);
    await closed[Symbol.asyncDispose]();
    await using door = await serveDoor(closed.url);
    const outcome = await give(door, body);
    assertMatch("description" in outcome ? outcome.description : "", /nothing was sent$/);
  });

  const stalls: [what: string, answer: string][] = [
    ["before its answer", ""],
    ["in its answer", 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"ok"\r\n'],
    ["in an error", 'HTTP/1.1 400 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"ok"\r\n'],
  ];
  /** Nothing tells when the head of an answer has arrived; should it come later, the limit ends the call all the same. */
  const headArrival = () => new Promise((resolve) => setTimeout(resolve, 30));
  for (const [what, answer] of stalls) {
    test(`ends at the time limit when upstream stalls ${what}`, async () => {
      const clock = new ManualClock();
      await withDoor(answer, async (door, upstream) => {
        const outcome = give(door, body);
        await until(() => upstream.requests.length === 1);
        await headArrival();
        await until(async () => {
          await clock.advance(60_000);
          return clock.pending === 0;
        });
        const { kind, ...more } = await outcome;
        assertEquals([kind, "code" in more && more.code], ["failed", 504]);
      }, { clock, headTimeoutMs: 600_000 });
    });

    test(`rejects with the reason of its signal when that aborts while upstream is silent ${what}`, () =>
      withDoor(answer, async (door, upstream) => {
        const stop = new AbortController();
        const outcome = give(door, body, {}, stop.signal);
        await until(() => upstream.requests.length === 1);
        await headArrival();
        stop.abort(new RangeError("BotMux stops"));
        await assertRejects(() => outcome, RangeError, "BotMux stops");
      }));
  }

  test("succeeds when upstream's response is too long, and drops the rest", async () => {
    let isGivenUp = false;
    await using upstream = await listenOnLoopback((request, response) => {
      request.resume();
      response.on("close", () => isGivenUp = true);
      response.on("drain", () => response.write(" ".repeat(65_536)));
      response.write('{"ok":true,"result":"');
      response.write("x".repeat(1_000_000));
    });
    await using door = await serveDoor(upstream.url);
    assertEquals(await give(door, body), { kind: "done", method });
    await until(() => isGivenUp);
  });

  test("counts as possibly carried out when upstream's response is unreadable", () =>
    withDoor(rawAnswer("x", "HTTP/1.1 200 OK\r\nContent-Encoding: br"), async (door) => {
      const description =
        "Bad Gateway: upstream's answer cannot be read, it cannot be decompressed; the message may have been sent";
      assertEquals(await give(door, body), { kind: "failed", method, code: 502, description });
    }));
});
