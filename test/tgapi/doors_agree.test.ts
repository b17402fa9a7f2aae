import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { accessToken, type DoorOptions, realToken, serveDoor } from "../support/bot_api_door.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";
import { RawClient } from "../wire/raw_client.ts";

/** A request as it is sent: request line without its version, field lines, and a body of that length. */
interface Case {
  readonly line: string;
  readonly fields?: string;
  readonly body?: string;
  /** Sends the body in chunks of this many bytes. */
  readonly chunkBytes?: number;
  readonly scope?: DoorOptions["scope"];
}

const json = "Content-Type: application/json\r\n";
const form = "Content-Type: application/x-www-form-urlencoded\r\n";
const multipart = "Content-Type: multipart/form-data; boundary=b\r\n";
const part = '--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n42\r\n--b--\r\n';
const long = "x".repeat(200_000);
const real = `/bot${realToken}`;
const limited = `/bot${accessToken}`;

const cases: Readonly<Record<string, Case>> = {
  "a call with JSON": { line: `POST ${real}/sendMessage`, fields: json, body: '{"chat_id":42}' },
  "a call by GET": { line: `GET ${real}/getMe` },
  "a call by GET that sends": { line: `GET ${real}/sendMessage?chat_id=42&text=%7B%22` },
  "a call by HEAD": { line: `HEAD ${real}/getMe` },
  "a method that is none of HTTP's usual": { line: `PATCH ${real}/getMe`, body: "x" },
  "a call without a body": { line: `POST ${real}/getMe` },
  "a form": { line: `POST ${real}/sendMessage`, fields: form, body: "chat_id=42&text=%C3%BC" },
  "a multipart body": { line: `POST ${real}/sendPhoto`, fields: multipart, body: part },
  "a body in chunks": { line: `POST ${real}/sendMessage`, fields: json, body: '{"a":1}', chunkBytes: 3 },
  "a long body": { line: `POST ${real}/sendDocument`, fields: multipart, body: long },
  "a long body in chunks": {
    line: `POST ${real}/sendDocument`,
    fields: multipart,
    body: long,
    chunkBytes: 50_000,
  },
  "a GET with parameters in its body": { line: `GET ${real}/getChat`, fields: json, body: '{"chat_id":42}' },
  "a GET with a body that says nothing": {
    line: `GET ${real}/getMe`,
    fields: "Content-Type: text/plain\r\n",
    body: "hm",
  },
  "a GET with a body in chunks": {
    line: `GET ${real}/getChat`,
    fields: json,
    body: '{"chat_id":42}',
    chunkBytes: 4,
  },
  "a method in the query": { line: `GET ${real}/?method=getMe` },
  "a method in the body": { line: `POST ${real}/`, fields: json, body: '{"method":"sendMessage"}' },
  "an unknown method": { line: `POST ${real}/sendNothing`, fields: json, body: "{}" },
  "a malformed method": { line: `POST ${real}/send-message`, fields: json, body: "{}" },
  "an unknown token": { line: "POST /bot4242:unknown/getMe" },
  "a path that names no method": { line: `GET /bot${realToken}` },
  "a path in other letters": { line: `GET /BOT${realToken}/getMe` },
  "a path of somebody else": { line: "GET /elsewhere?x=1" },
  "an escaped path": { line: `GET /bot${realToken.replace(":", "%3A")}/%67etMe` },
  "a path that cannot be decoded": { line: `GET ${real}/%zz` },
  "doubled slashes": { line: `GET //tgapi//bot${realToken}//getMe/` },
  "the test environment": { line: `GET ${real}/test/getMe` },
  "a named consumer": { line: `GET /tgapi/c/analytics/bot${realToken}/getUpdates?offset=5` },
  "an unknown consumer": { line: `GET /tgapi/c/nobody/bot${realToken}/getMe` },
  "an absolute target": { line: `GET http://other.example${real}/getMe?a=1` },
  "a number sign in the query": { line: `GET ${real}/sendMessage?text=a#b` },
  "bytes that are not escaped": { line: `GET ${real}/sendMessage?text=\xc3\xbc` },
  "getUpdates by GET": { line: `GET ${real}/getUpdates?timeout=0&offset=7` },
  "getUpdates by POST": { line: `POST ${real}/getUpdates`, fields: json, body: '{"offset":7}' },
  "getUpdates in chunks": {
    line: `POST ${real}/getUpdates`,
    fields: json,
    body: '{"offset":7}',
    chunkBytes: 5,
  },
  setWebhook: {
    line: `POST ${real}/setWebhook`,
    fields: form,
    body: "url=https%3A%2F%2Fhook.example%2F",
  },
  "setWebhook with a broken body": { line: `POST ${real}/setWebhook`, fields: json, body: '{"url":' },
  getWebhookInfo: { line: `GET ${real}/getWebhookInfo` },
  logOut: { line: `POST ${real}/logOut` },
  "a preflight": {
    line: `OPTIONS ${real}/sendMessage`,
    fields: "Origin: https://page.example\r\nAccess-Control-Request-Method: POST\r\n" +
      "Access-Control-Request-Headers: content-type\r\n",
  },
  "fields of the connection": {
    line: `POST ${real}/sendMessage`,
    fields:
      `${json}Connection: keep-alive, x-hop, content-type\r\nX-Hop: 1\r\nTE: trailers\r\nX-Kept: 1\r\n` +
      "Proxy-Authorization: Basic eA==\r\nKeep-Alive: timeout=5\r\nUpgrade: h2c\r\n",
    body: "{}",
  },
  "BotMux's own credentials": {
    line: `POST ${real}/sendMessage`,
    fields: `${json}Cookie: a=1; botmux=secret\r\nAuthorization: Bearer bmx_key\r\n`,
    body: "{}",
  },
  "an access token": { line: `POST ${limited}/sendMessage`, fields: json, body: '{"chat_id":42}' },
  "an answer that names the real token": { line: `GET ${limited}/getFile?file_id=tell` },
  "a redirect that names the real token": { line: `GET ${limited}/getFile?file_id=redirect` },
  "an error that is no JSON": { line: `POST ${real}/sendMessage?answer=html` },
  "a long answer": { line: `GET ${real}/getUpdatesLater?answer=long` },
  "a chat within the scope": {
    line: `POST ${limited}/sendMessage`,
    fields: json,
    body: '{"chat_id":42}',
    scope: { chats: [42] },
  },
  "a chat outside the scope": {
    line: `POST ${limited}/sendMessage`,
    fields: json,
    body: '{"chat_id":43}',
    scope: { chats: [42] },
  },
  "a chat outside the scope, in chunks": {
    line: `POST ${limited}/sendMessage`,
    fields: json,
    body: '{"chat_id":43}',
    chunkBytes: 2,
    scope: { chats: [42] },
  },
  "a content type that stands twice": {
    line: `POST ${limited}/sendMessage`,
    fields: json + form,
    body: '{"chat_id":43}',
    scope: { chats: [42] },
  },
  "a chat in an upload": {
    line: `POST ${limited}/sendPhoto`,
    fields: multipart,
    body: part,
    scope: { chats: [42] },
  },
  "a method outside the scope": { line: `POST ${limited}/sendMessage`, scope: { methods: ["getme"] } },
  "a file": { line: `GET /file/bot${realToken}/photos/file_1.jpg` },
  "a part of a file": {
    line: `GET /file/bot${realToken}/photos/file_1.jpg`,
    fields: "Range: bytes=0-1\r\n",
  },
  "the head of a file": { line: `HEAD /file/bot${realToken}/photos/file_1.jpg` },
  "a file outside the bot's folder": { line: `GET /file/bot${realToken}/a/..%2f..%2fb` },
  "a file by POST": { line: `POST /file/bot${realToken}/photos/file_1.jpg`, body: "x" },
};

function answerOf(request: string): string {
  if (request.includes("answer=html")) {
    return rawAnswer("<html>", "HTTP/1.1 502 X\r\nContent-Type: text/html");
  }
  if (request.includes("answer=long")) return rawAnswer(long);
  if (request.includes("file_id=tell")) return rawAnswer(`{"ok":true,"result":"/x/${realToken}/y"}`);
  if (request.includes("file_id=redirect")) {
    return rawAnswer("{}", `HTTP/1.1 302 Found\r\nLocation: https://h/bot${realToken}/`);
  }
  const hasNoBody = request.startsWith("HEAD ");
  const answer = rawAnswer(
    '{"ok":true,"result":true}',
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: keep-alive, x-up\r\nX-Up: 1\r\n" +
      "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nAccess-Control-Allow-Origin: https://only.example",
  );
  return hasNoBody ? answer.slice(0, answer.indexOf("\r\n\r\n") + 4) : answer;
}

function toBytes({ line, fields = "", body, chunkBytes }: Case): string {
  const head = `${line} HTTP/1.1\r\nHost: front.example\r\n${fields}`;
  if (body === undefined) return `${head}\r\n`;
  if (chunkBytes === undefined) return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  let chunks = "";
  for (let at = 0; at < body.length; at += chunkBytes) {
    const chunk = body.slice(at, at + chunkBytes);
    chunks += `${chunk.length.toString(16)}\r\n${chunk}\r\n`;
  }
  return `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
}

/** Start line, sorted field lines with names in lower case, and body. What HEAD is told of a body differs. */
function normalised(message: string, method = ""): unknown {
  const end = message.indexOf("\r\n\r\n");
  const [start, ...lines] = message.slice(0, end).split("\r\n");
  const fields = lines.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()))
    .filter((line) => !/^(?:date|host):/.test(line))
    .filter((line) => method !== "HEAD" || !/^(?:content-length|transfer-encoding):/.test(line));
  return { start, fields: fields.sort(), body: message.slice(end + 4) };
}

/** All that can be seen of a case: the answer, what went upstream, and what the listeners and local methods were told. */
async function observe(asked: Case, door: "fetch" | "wire"): Promise<unknown> {
  await using upstream = await startRawUpstream(answerOf);
  const told: unknown[] = [];
  await using served = await serveDoor(upstream.url, {
    door,
    scope: asked.scope ?? {},
    listener: {
      isListening: true,
      called: ({ consumerId }) => told.push(["called", consumerId]),
      answeredHere: ({ method, status, answer }) => told.push(["answeredHere", method, status, answer]),
      answered: ({ method, query, contentType, answer }) =>
        told.push(["answered", method, query, contentType, answer.length]),
    },
  });
  using client = await RawClient.connect(served.port);
  client.send(toBytes(asked));
  const [method] = asked.line.split(" ");
  const { head, body } = await client.response(method);
  return {
    answer: normalised(`${head}\r\n\r\n${body}`, method),
    upstream: upstream.requests.map((each) => normalised(each)),
    told,
    local: served.localCalls,
    proxied: served.proxied,
    logged: served.logged,
  };
}

describe("The doors of Request and of the wire answer alike:", () => {
  for (const [what, asked] of Object.entries(cases)) {
    test(what, async () => {
      const wire = await observe(asked, "wire");
      assertEquals(wire, await observe(asked, "fetch"));
    });
  }
});
