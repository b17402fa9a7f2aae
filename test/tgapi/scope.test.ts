import { gzipSync } from "node:zlib";
import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { accessToken, realToken, type ServedDoor, serveDoor } from "../support/bot_api_door.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { rawAnswer, type RawUpstream, startRawUpstream } from "../support/raw_upstream.ts";

const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const inside = -100200;

async function withScopedDoor(
  scope: Parameters<typeof serveDoor>[1] & object,
  work: (base: string, upstream: RawUpstream, door: ServedDoor) => Promise<void>,
): Promise<void> {
  await using upstream = await startRawUpstream(() => rawAnswer('{"ok":true,"result":true}'));
  await using door = await serveDoor(upstream.url, scope);
  await work(`${door.url}/bot${accessToken}`, upstream, door);
}

function multipart(fields: [name: string, value: string | Blob][]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}

describe("scope: methods", () => {
  const scope = { methods: ["sendmessage", "getupdates"] };

  test("methods in scope pass in any spelling; all others answer 404", () =>
    withScopedDoor({ scope }, async (base, upstream, door) => {
      assertEquals((await fetch(`${base}/SendMessage`, { method: "POST" })).status, 200);
      assertEquals((await fetch(`${base}/getUpdates`)).status, 200);
      for (
        const path of ["/deleteMessage", "/DELETEMESSAGE", "/?method=deleteMessage", "/setWebhook", "/logOut"]
      ) {
        const { description } = await (await fetch(base + path)).json();
        assertEquals([path, description], [path, "Not Found: method not found"]);
      }
      const file = await fetch(`${door.url}/file/bot${accessToken}/photos/1.jpg`);
      assertEquals([file.status, upstream.requests.length], [404, 1]);
    }));

  const tokenMethods = [
    "getManagedBotToken",
    "REPLACEmanagedbottoken",
    "test/getManagedBotToken",
    "someNewTokenMethod",
  ];
  for (const name of [...tokenMethods, "?method=replaceManagedBotToken"]) {
    test(`no access token can read tokens of other bots: ${name}`, () =>
      withScopedDoor({}, async (base, upstream, door) => {
        const response = await fetch(`${base}/${name}`, {
          method: "POST",
          body: new URLSearchParams({ user_id: "42" }),
        });
        assertEquals([response.status, upstream.requests], [403, []]);
        const real = await fetch(`${door.url}/bot${realToken}/${name}`, { method: "POST" });
        assertEquals([real.status, upstream.requests.length], [200, 1]);
      }));
  }

  test("the real token has no scope", () =>
    withScopedDoor({ scope }, async (_base, upstream, door) => {
      assertEquals((await fetch(`${door.url}/bot${realToken}/getChat`)).status, 200);
      assertEquals(upstream.requests.length, 1);
    }));
});

describe("scope: chats", () => {
  const scope = { chats: [inside, 42] };
  const file = new Blob(["f".repeat(200_000)]);

  const allowed: [what: string, query: string, init: RequestInit][] = [
    ["the query", `?chat_id=${inside}`, { method: "GET" }],
    ["JSON as a number", "", { headers: json, body: `{"chat_id":${inside},"text":"x"}` }],
    ["JSON as a text", "", { headers: json, body: `{"chat_id":"42"}` }],
    ["a form", "", { headers: form, body: "text=x&chat_id=42" }],
    ["multipart before a large file", "", { body: multipart([["chat_id", "42"], ["document", file]]) }],
    ["multipart after a small file", "", {
      body: multipart([["document", new Blob(["x"])], ["chat_id", "42"]]),
    }],
    ["the query, with a file in the body", "?chat_id=42", { body: multipart([["document", file]]) }],
    ["reply_parameters", "", {
      headers: json,
      body: `{"chat_id":42,"reply_parameters":{"message_id":1,"chat_id":42}}`,
    }],
    ["multipart after a large file", "", { body: multipart([["document", file], ["chat_id", "42"]]) }],
    ["the query and the body alike", "?chat_id=42", { headers: json, body: '{"chat_id":42}' }],
    ["user_id", "?user_id=42", {}],
    ["user_id beside chat_id", "?chat_id=42&user_id=77", {}],
    ["nothing at all", "", { headers: json, body: `{"callback_query_id":"7"}` }],
  ];
  for (const [what, query, init] of allowed) {
    test(`a chat in scope passes: named in ${what}`, () =>
      withScopedDoor({ scope }, async (base, upstream) => {
        const response = await fetch(`${base}/sendDocument${query}`, { method: "POST", ...init });
        assertEquals([response.status, await response.text()], [200, '{"ok":true,"result":true}']);
        assertEquals(upstream.requests.length, 1);
        if (typeof init.body === "string") assert(upstream.requests[0]?.endsWith(init.body));
      }));
  }

  const refused: [what: string, query: string, init: RequestInit][] = [
    ["the query", "?chat_id=7", {}],
    ["the query before the body", "?chat_id=7", { headers: json, body: '{"chat_id":42}' }],
    ["JSON", "", { headers: json, body: '{"chat_id":7}' }],
    ["JSON with an escaped name", "", { headers: json, body: '{"chat\\u005fid":7}' }],
    ["JSON, the first of two", "", { headers: json, body: '{"chat_id":7,"chat_id":42}' }],
    ["JSON as another spelling of the number", "", { headers: json, body: '{"chat_id":42.0}' }],
    ["a number with zeros before it", "?chat_id=042", {}],
    ["a list of chats", "?chat_ids=[42,7]", {}],
    ["another parameter for chats", "?new_owner_chat_id=7", {}],
    ["a form", "", { headers: form, body: "chat%5Fid=7" }],
    ["a user name", "?chat_id=@channel", {}],
    ["a number with a sign", "?chat_id=%2B42", {}],
    ["multipart", "", { body: multipart([["chat_id", "7"]]) }],
    ["from_chat_id", "?chat_id=42&from_chat_id=7", {}],
    ["reply_parameters", "?chat_id=42&reply_parameters=%7B%22chat_id%22%3A7%7D", {}],
    ["reply_parameters, the first of two", "", {
      headers: json,
      body: '{"chat_id":42,"reply_parameters":{"chat_id":7,"chat_id":42}}',
    }],
    ["reply_parameters as a text", "", {
      headers: json,
      body: '{"chat_id":42,"reply_parameters":"{\\"chat_id\\":7}"}',
    }],
    ["reply_parameters that are no JSON", "?chat_id=42&reply_parameters=%7B%22chat_id%22%3A7", {}],
    ["the scope of commands", "?scope=%7B%22type%22%3A%22chat%22%2C%22chat_id%22%3A7%7D", {}],
    ["user_id", "?user_id=7", {}],
    ["business_connection_id", "?chat_id=42&business_connection_id=b", {}],
    ["inline_message_id", "?inline_message_id=i", {}],
  ];
  for (const [what, query, init] of refused) {
    test(`a chat out of scope is 403 and upstream is not asked: named in ${what}`, () =>
      withScopedDoor({ scope }, async (base, upstream) => {
        const response = await fetch(`${base}/sendDocument${query}`, { method: "POST", ...init });
        const { description } = await response.json();
        assertEquals(response.status, 403);
        assertMatch(description, /^Forbidden: this access token /);
        assertEquals(upstream.requests, []);
      }));
  }

  test("a chat named once more after a large file never completes upstream", async () => {
    let completed = 0;
    await using upstream = await listenOnLoopback((request, response) => {
      request.on("error", () => {});
      request.on("end", () => {
        completed++;
        response.end('{"ok":true,"result":true}');
      });
      request.resume();
    });
    await using door = await serveDoor(upstream.url, { scope });
    for (const name of ["from_chat_id", "reply_parameters", "business_connection_id"]) {
      const body = multipart([["chat_id", "42"], ["document", new Blob(["f".repeat(2_000_000)])], [
        name,
        "7",
      ]]);
      const response = await fetch(`${door.url}/bot${accessToken}/sendDocument`, { method: "POST", body });
      assertEquals(response.status, 403);
      assertMatch((await response.json()).description, /^Forbidden: this access token may not use /);
    }
    assertEquals(completed, 0);
  });

  test("a parameter whose end lies beyond the part that is looked at is refused", () =>
    withScopedDoor({ scope }, async (base, upstream) => {
      const late = multipart([["user_id", "42"], ["pad", "p".repeat(65_000)], [
        "chat_id",
        "7".repeat(70_000),
      ]]);
      const response = await fetch(`${base}/sendDocument`, { method: "POST", body: late });
      assert(response.status === 403 || response.status === 400);
      assertEquals(upstream.requests, []);
    }));

  const byMethod: [call: string, status: number][] = [
    ["refundStarPayment?user_id=7&chat_id=42", 403],
    ["setUserEmojiStatus?user_id=7&chat_id=42", 403],
    ["setUserEmojiStatus?user_id=42", 200],
    ["sendGift?user_id=7&chat_id=42", 403],
    ["banChatMember?chat_id=42&user_id=7", 200],
    ["KickChatMember?chat_id=42&user_id=7", 200],
    ["kickChatMember?chat_id=7&user_id=42", 403],
    ["banChatSenderChat?chat_id=42&sender_chat_id=7", 200],
    ["copyMessages?chat_id=42&from_chat_id=7", 403],
    ["getMe", 200],
    ["answerCallbackQuery?callback_query_id=7", 200],
    ["getBusinessConnection", 403],
    ["postStory", 403],
    ["transferGift?new_owner_chat_id=42", 403],
    ["someNewMethod?chat_id=42", 404],
  ];
  for (const [call, status] of byMethod) {
    test(`the method decides which parameters name whom: ${call} is ${status}`, () =>
      withScopedDoor({ scope }, async (base, upstream) => {
        const response = await fetch(`${base}/${call}`, { method: "POST" });
        assertEquals([response.status, upstream.requests.length], [status, status === 200 ? 1 : 0]);
      }));
  }

  const ambiguous: [what: string, type: string, body: string][] = [
    ["two content types", "application/json, application/x-www-form-urlencoded", '{"chat_id":42}'],
    ["two boundaries", "multipart/form-data; boundary=a; boundary=b", "--a\r\n\r\n--a--"],
    [
      "a part that is a form of its own",
      "multipart/form-data; boundary=a",
      '--a\r\nContent-Disposition: form-data; name="x"\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nchat_id=7\r\n--a--\r\n',
    ],
    [
      "a part with two names",
      "multipart/form-data; boundary=a",
      '--a\r\nContent-Disposition: form-data; name="x"; name="chat_id"\r\n\r\n7\r\n--a--\r\n',
    ],
    [
      "a delimiter within a line before the first",
      "multipart/form-data; boundary=a",
      'junk--a\r\n\r\n--a\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n42\r\n--a--\r\n',
    ],
    [
      "a part behind a closing delimiter that is the first",
      "multipart/form-data; boundary=a",
      '--a--\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n7\r\n--a--\r\n',
    ],
    [
      "a name that some take for percent-encoded",
      "multipart/form-data; boundary=a",
      '--a\r\nContent-Disposition: form-data; name="chat%5Fid"\r\n\r\n7\r\n--a--\r\n',
    ],
    [
      "a chat that is a file to some",
      "multipart/form-data; boundary=a",
      "--a\r\nContent-Disposition: form-data; name=chat_id; filename*=utf-8''x\r\n\r\n7\r\n--a--\r\n",
    ],
    [
      "a header behind half a line break",
      "multipart/form-data; boundary=a",
      '--a\r\nContent-Disposition: form-data; name="x"; filename="y\nContent-Disposition: form-data; name=chat_id"\r\n\r\n7\r\n--a--\r\n',
    ],
    ["multipart without an end", "multipart/form-data; boundary=a", "--a\r\n"],
    ["JSON that breaks off", "application/json", '{"chat_id":42,"text":'],
    ["JSON behind a byte order mark", "application/json", '\ufeff{"chat_id":42}'],
    ["JSON with an unknown escape", "application/json", '{"text":"\\q","chat_id":42}'],
    ["JSON that is nested too deep", "application/json", `{"a":${"[".repeat(101)}${"]".repeat(101)}}`],
    ["a chat twice", "application/json", '{"chat_id":42,"chat_id":-100200}'],
    ["a chat twice within an object", "application/json", '{"scope":{"chat_id":42,"chat_id":-100200}}'],
    ["JSON by another name", "text/json", '{"chat_id":42}'],
    ["a text that is JSON", "text/plain;charset=UTF-8", '{"chat_id":42}'],
    ["a boundary that is not ASCII", "multipart/form-data; boundary=\u00e9", "--\u00e9--"],
    ["a known type as a parameter of another", "text/plain; like=application/json", '{"chat_id":42}'],
  ];
  for (const [what, type, body] of ambiguous) {
    test(`a body that two readers could understand differently is refused: ${what}`, () =>
      withScopedDoor({ scope }, async (base, upstream) => {
        const headers = { "content-type": type };
        const response = await fetch(`${base}/sendMessage`, { method: "POST", headers, body });
        const { ok, error_code } = await response.json();
        assertEquals([response.status, ok, error_code, upstream.requests], [400, false, 400, []]);
      }));
  }

  const packed: readonly [string, string | Uint8Array<ArrayBuffer>, number][] = [
    ["with a chat inside passes", pack('{"chat_id":42}'), 200],
    ["with a chat outside does not", pack('{"chat_id":43}'), 403],
    ["that grows beyond the limit is refused", pack(" ".repeat(3_000_000)), 413],
    ["that is none is refused", "x", 400],
  ];
  for (const [what, body, status] of packed) {
    test(`a compressed body ${what}`, () =>
      withScopedDoor({ scope: { chats: [42] } }, async (base, upstream) => {
        const headers = { ...json, "content-encoding": "gzip" };
        const response = await fetch(`${base}/sendMessage`, { method: "POST", headers, body });
        assertEquals([response.status, upstream.requests.length], [status, status === 200 ? 1 : 0]);
      }));
  }

  test("a compressed multipart body cannot be checked as it streams and is refused", () =>
    withScopedDoor({ scope }, async (base) => {
      const headers = { "content-type": "multipart/form-data; boundary=b", "content-encoding": "gzip" };
      const response = await fetch(`${base}/sendMessage`, { method: "POST", headers, body: "x" });
      assertEquals(response.status, 415);
    }));
});

function pack(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(text));
}
