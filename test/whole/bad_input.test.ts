import { assert, assertEquals, assertMatch } from "@std/assert";
import { gzipSync } from "node:zlib";
import { describe, test } from "node:test";
import { takeUpdates, textsIn } from "./asking.ts";
import { createRandom } from "../support/random.ts";
import { connectRaw } from "../support/loopback.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { messageUpdate, StandIn } from "../support/stand_in.ts";
import { platform } from "../support/this_platform.ts";
import { until } from "../support/until.ts";
import { converse, Strained } from "./strained.ts";

const json = "application/json";
const form = "application/x-www-form-urlencoded";
const multipart = "multipart/form-data; boundary=b";
const deep = 200_000;

/** Answers that are Telegram's envelope have a JSON body that says whether it went well. */
async function assertEnvelope(
  response: Response,
  hint: string,
): Promise<{ ok: boolean; error_code?: number }> {
  const text = await response.text();
  const body = JSON.parse(text) as { ok: boolean; error_code?: number };
  assertEquals(response.status, body.ok ? 200 : body.error_code, `${hint}: ${text.slice(0, 200)}`);
  assert(response.status < 500, `${hint}: ${text.slice(0, 200)}`);
  return body;
}

describe("request bodies", () => {
  const malformed: [contentType: string, body: string | Uint8Array<ArrayBuffer>, encoding?: string][] = [
    [json, ""],
    [json, "{"],
    [json, "null"],
    [json, "[]"],
    [json, "17"],
    [json, '"text"'],
    [json, '{"offset":{},"limit":[],"timeout":"soon","allowed_updates":7}'],
    [json, '{"offset":null,"limit":null,"timeout":null,"allowed_updates":null}'],
    [json, '{"allowed_updates":[[[]],{},null,7]}'],
    [json, '{"__proto__":{"offset":1},"constructor":1,"method":{}}'],
    [json, "[".repeat(deep)],
    [json, '{"a":'.repeat(deep) + "1" + "}".repeat(deep)],
    [json, `{"allowed_updates":${"[".repeat(deep)}${"]".repeat(deep)}}`],
    [json, `{"allowed_updates":"${"[".repeat(deep)}"}`],
    [json, Uint8Array.of(0x7b, 0xff, 0xfe, 0x00, 0x7d)],
    [json, "{}", "gzip"],
    [json, gzipSync(new Uint8Array(50_000_000)), "gzip"],
    [json, "{}", "br, zstd, nonsense"],
    [form, "%"],
    [form, "%zz=%f&offset=%00&&&==&=1"],
    [form, "&".repeat(500_000)],
    [form, "a=1&".repeat(200_000)],
    [multipart, ""],
    [multipart, "--b"],
    [multipart, "--b--"],
    [multipart, '--b\r\nContent-Disposition: form-data; name="offset"\r\n\r\n1'],
    [multipart, "--b\r\n\r\n\r\n--b\r\n--b\r\n--b--"],
    [multipart, `--b\r\n${"X: y\r\n".repeat(50_000)}\r\n\r\n--b--`],
    ["multipart/form-data", "--b\r\n"],
    [`multipart/form-data; boundary=${"b".repeat(10_000)}`, "--b\r\n"],
    ["nonsense", "nonsense"],
    ["", "offset=1"],
  ];

  test("that are malformed are refused or ignored, without side effects", async () => {
    await using strained = await Strained.open();
    strained.speak(3);
    await until(async () => (await takeUpdates(strained.url, "limit=100")).length > 0);
    for (const method of ["getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "sendMessage", ""]) {
      for (const [contentType, body, encoding] of malformed) {
        const headers = { "content-type": contentType, ...(encoding && { "content-encoding": encoding }) };
        const hint = `${method} ${contentType} ${String(body).slice(0, 40)}`;
        const response = await fetch(`${strained.url}/${method}`, { method: "POST", headers, body });
        await assertEnvelope(response, hint);
      }
    }
    await strained.bearsUp();
  });

  test("that are too large are refused before they are read to the end", async () => {
    await using strained = await Strained.open();
    const head = (method: string, length: string) =>
      `POST /bot${strained.token}/${method} HTTP/1.1\r\nHost: x\r\nContent-Type: ${json}\r\n${length}\r\n\r\n`;
    const isRefused = (text: string) => /^HTTP\/1\.1 413 /.test(text) && text.endsWith("}");
    for (const method of ["getUpdates", "setWebhook", "deleteWebhook", ""]) {
      const announced = head(method, "Content-Length: 10000000000") + "{".repeat(70_000);
      assertMatch(await converse(strained.port, announced, isRefused), /^HTTP\/1\.1 413 /, method);
      // Chunks of unknown number: what came is more than may be.
      const chunk = `100000\r\n${" ".repeat(0x10_0000)}\r\n`;
      const endless = head(method, "Transfer-Encoding: chunked") + chunk.repeat(20);
      const answer = await converse(strained.port, endless, isRefused);
      assert(answer === "" || answer.startsWith("HTTP/1.1 413 "), `${method}: ${answer.slice(0, 200)}`);
    }
    await strained.bearsUp();
  });

  test("that contradict their framing end with their own connection", async () => {
    await using strained = await Strained.open();
    const start = `POST /bot${strained.token}/getUpdates HTTP/1.1\r\nHost: x\r\nContent-Type: ${json}\r\n`;
    const framings = [
      "Content-Length: -1\r\n\r\n{}",
      "Content-Length: abc\r\n\r\n{}",
      "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
      "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}",
      "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n{}",
      "Transfer-Encoding: nonsense\r\n\r\n{}",
      "Expect: nonsense\r\nContent-Length: 2\r\n\r\n{}",
    ];
    for (const framing of framings) {
      const answer = await converse(strained.port, start + framing, (text) => /\r\n\r\n/.test(text), 500);
      assert(!/^HTTP\/1\.1 5/.test(answer), `${framing}: ${answer}`);
    }
    await strained.bearsUp();
  });
});

describe("garbage offsets", () => {
  const offsets = [
    "abc",
    "",
    "%20",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e3",
    "0x10",
    "1.5",
    "%D9%A1%D9%A2",
    "null",
    "[]",
    "1;DROP%20TABLE%20updates",
    "2000000000",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "99999999999999999999999",
    "-99999999999999999999999",
    // Wraps into 32 bits, as with Telegram: this is the square of 10 to the 9th, and no offset of ours.
    `1${"0".repeat(18)}`,
    `1${"0".repeat(5000)}`,
    "1",
    "-1000000",
  ];

  test("confirm nothing, whoever sends them however often", async () => {
    await using strained = await Strained.open();
    const { registry } = strained.botmux.botmux;
    await registry.addConsumer(strained.served.bot.id, { name: "own", start: "all" });
    const urls = [strained.url, `${strained.botmux.url}/tgapi/c/own/bot${strained.token}`];
    strained.speak(20);
    for (const url of urls) {
      let first = 0;
      await until(async () => {
        const updates = await takeUpdates(url, `offset=-${1000 + first++}`);
        return updates.length === 20;
      });
      const [oldest] = await takeUpdates(url, "offset=-1000000&limit=1");
      for (const offset of offsets) {
        const hint = `${url.slice(-60)} offset=${offset.slice(0, 40)}`;
        await assertEnvelope(await fetch(`${url}/getUpdates?offset=${offset}`), hint);
        const body = JSON.stringify({ offset: decodeURIComponent(offset) });
        const init = { method: "POST", headers: { "content-type": json }, body };
        await assertEnvelope(await fetch(`${url}/getUpdates`, init), hint);
      }
      for (const offset of ["1e400", "0.1", "true", "[1]", '{"a":1}', "1e15"]) {
        const init = { method: "POST", headers: { "content-type": json }, body: `{"offset":${offset}}` };
        await assertEnvelope(await fetch(`${url}/getUpdates`, init), offset);
      }
      const kept = await takeUpdates(url, `offset=${oldest!.update_id}`);
      assertEquals(textsIn(kept), Array.from({ length: 20 }, (_, index) => `line ${index}`));
    }
    await strained.bearsUp();
  });
});

describe("unknown methods, tokens and paths", () => {
  test("1,000 random ones are each refused in Telegram's or HTTP's own words", async () => {
    await using strained = await Strained.open();
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    const parts = [
      ...[
        "/",
        "//",
        "/bot",
        "bot",
        "/tgapi",
        "/file",
        "/c/",
        ":",
        "..",
        ".",
        "%2e%2e",
        "%2f",
        "%00",
        "%",
        "%zz",
      ],
      ...["getUpdates", "setWebhook", "test", "sendMessage", "documents/file_1", "?", "#", "?offset=", "&"],
      ...[strained.token, strained.token.toLowerCase(), "1:A", `77:${"A".repeat(35)}`, "\\", ";", "é", "🤖"],
      ...["a".repeat(3000), "0".repeat(40), "-1", "constructor", "__proto__", "toString"],
    ];
    for (let round = 0; round < 1000; round++) {
      let path = "/";
      for (let length = 1 + Math.floor(random() * 7); length > 0; length--) path += pick(parts);
      const abort = AbortSignal.timeout(2000);
      const init = { method: pick(["GET", "POST", "PUT", "DELETE", "OPTIONS"]), signal: abort };
      // A path may happen to be a good call that waits.
      const response = await fetch(strained.botmux.url + path, init).catch((error) => {
        if (!abort.aborted) throw new Error(`seed ${seed}, ${path}`, { cause: error });
      });
      const isHandled = response === undefined || response.status < 500 || response.status === 501;
      await response?.body?.cancel();
      assert(isHandled, `seed ${seed}: ${init.method} ${path} was answered ${response?.status}`);
    }
    await strained.bearsUp();
  });
});

describe("responses of upstream", () => {
  const good = [messageUpdate(501), messageUpdate(502), messageUpdate(503)];
  const whole = `{"ok":true,"result":[${good.map((each) => each.json).join(",")}]}`;
  const answers: readonly string[] = [
    "",
    "<html>gateway</html>",
    "null",
    "[]",
    "{}",
    '{"ok":true}',
    '{"ok":"true","result":[]}',
    '{"ok":true,"result":{}}',
    '{"ok":true,"result":null}',
    '{"ok":true,"result":[1,null,"x",{},[],{"update_id":"5"},{"update_id":-1},{"update_id":1e300}]}',
    `{"ok":true,"result":[${good[0]!.json},7,{"no":"update"}]}`,
    `{"ok":true,"result":[${good[0]!.json}],"result":[]}`,
    "[".repeat(deep),
    `{"ok":true,"result":[${'{"a":'.repeat(deep)}`,
    whole.slice(0, 30),
    whole.slice(0, -1),
    whole.slice(0, -2),
    whole + "}",
    whole + whole,
    "\u0000".repeat(1000),
  ];

  test("are requested again when truncated or malformed, and no update is lost", async () => {
    await using standIn = await StandIn.start();
    const tokens = answers.map((_, index) => `${9_000_000 + index}:${"T".repeat(35)}`);
    const isSpoilt = new Set<string>();
    standIn.script = ({ token, method }) => {
      const body = answers[tokens.indexOf(token)];
      if (method !== "getUpdates" || isSpoilt.has(token) || body === undefined) return undefined;
      isSpoilt.add(token);
      return { body };
    };
    for (const token of tokens) standIn.push(token, ...good);
    await using botmux = await ServedBotmux.open({ upstream: standIn.url, bots: tokens });
    botmux.botmux.start();
    await Promise.all(tokens.map(async (token, index) => {
      let offset = 0;
      const texts: (string | undefined)[] = [];
      while (texts.length < good.length) {
        const updates = await takeUpdates(`${botmux.url}/bot${token}`, `timeout=20&offset=${offset}`);
        assert(updates.length > 0, `Nothing came after ${answers[index]!.slice(0, 60)}`);
        texts.push(...textsIn(updates));
        offset = updates.at(-1)!.update_id + 1;
      }
      assertEquals(texts, ["m501/", "m502/", "m503/"], answers[index]!.slice(0, 60));
    }));
    assertEquals(isSpoilt.size, tokens.length);
    await botmux.ready();
  });

  test("pass updates byte for byte, however strange", async () => {
    const strange = [
      '{"update_id":701}',
      '{"update_id":702,"hologram":{"a":1.0e+5,"b":12345678901234567890,"c":"\\u00e9\\/"}}',
      '{ "update_id" : 703 ,\n\t"x":"\\ud800"}',
      '{"new_kind":[1,2,{}],"update_id":704}',
      '{"update_id":705,"message":null}',
      '{"update_id":706,"message":"text"}',
      '{"update_id":707,"message":{"chat":{"id":"abc"},"from":[],"message_thread_id":{}}}',
      '{"update_id":708,"message":{"chat":{"id":1e400}}}',
      '{"update_id":709,"__proto__":{"a":1},"constructor":{}}',
      `{"update_id":710,"nested":${"[".repeat(5000)}${"]".repeat(5000)}}`,
      `{"update_id":711,"message":{"text":"${"\\u0000é🤖".repeat(30_000)}"}}`,
      '{"update_id":712,"message":{"update_id":1,"text":"]}],\\"ok\\":false"},"inline_query":{}}',
    ];
    await using standIn = await StandIn.start();
    const token = `9100000:${"T".repeat(35)}`;
    standIn.push(token, ...strange.map((text, index) => ({ id: 701 + index, json: text })));
    await using botmux = await ServedBotmux.open({ upstream: standIn.url, bots: [token] });
    botmux.botmux.start();
    const waiting = await fetch(`${botmux.url}/bot${token}/getUpdates?timeout=20&offset=701`);
    assertEquals(await waiting.text(), `{"ok":true,"result":[${strange.join(",")}]}`);
  });
});

describe("clients that hang up", () => {
  test("while polling: their slots are free at once, and undelivered updates wait", async () => {
    await using strained = await Strained.open();
    const request = `GET /bot${strained.token}/getUpdates?timeout=50&offset=-1 HTTP/1.1\r\nHost: x\r\n\r\n`;
    const sockets = await Promise.all(Array.from({ length: 200 }, () => connectRaw(strained.port)));
    for (const socket of sockets) socket.on("error", () => {}).write(request);
    await strained.waitingPolls(200);
    for (const socket of sockets) socket.destroy();
    await strained.waitingPolls(0);
    strained.speak();
    assertEquals(textsIn(await takeUpdates(strained.url, "timeout=10")), ["line 0"]);
    await strained.bearsUp();
  });

  test("while uploading: nothing partial is sent", async () => {
    await using strained = await Strained.open();
    const head = `POST /bot${strained.token}/sendDocument?chat_id=${strained.served.group} HTTP/1.1\r\n` +
      `Host: x\r\nContent-Type: ${multipart}\r\nContent-Length: 10000000\r\n\r\n` +
      '--b\r\nContent-Disposition: form-data; name="document"; filename="a.txt"\r\n\r\n';
    for (const size of [0, 10, 1000, 60_000, 70_000, 1_000_000, 5_000_000]) {
      const socket = await connectRaw(strained.port);
      socket.on("error", () => {});
      await new Promise<void>((resolve) => socket.write(head + "x".repeat(size), () => resolve()));
      socket.destroy();
    }
    await strained.bearsUp();
    const { sandbox, group } = strained.served;
    assertEquals(sandbox.history({ chat: group }).filter((message) => "document" in message), []);
  });

  test("while downloading: nothing is left behind", async () => {
    await using strained = await Strained.open();
    const body = new FormData();
    body.append("chat_id", String(strained.served.group));
    body.append("document", new Blob([new Uint8Array(8_000_000)]), "a.bin");
    const sent = await (await fetch(`${strained.url}/sendDocument`, { method: "POST", body })).json() as {
      result: { document: { file_id: string } };
    };
    const file = await (await fetch(`${strained.url}/getFile?file_id=${sent.result.document.file_id}`))
      .json() as { result: { file_path: string } };
    const path = `/file/bot${strained.token}/${file.result.file_path}`;
    for (let round = 0; round < 30; round++) {
      const request = `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
      const text = await converse(strained.port, request, (received) => received.length > 100_000);
      assertMatch(text, /^HTTP\/1\.1 200 /);
    }
    const whole = await fetch(strained.botmux.url + path);
    assertEquals((await whole.arrayBuffer()).byteLength, 8_000_000);
    await strained.bearsUp();
  });
});

describe("unusual HTTP", () => {
  test("floods of headers end with their own connection", async () => {
    await using strained = await Strained.open();
    const start = `GET /bot${strained.token}/getWebhookInfo HTTP/1.1\r\nHost: x\r\n`;
    const floods = [
      start + "X-A: b\r\n".repeat(100_000) + "\r\n",
      start + `X-A: ${"b".repeat(10_000_000)}\r\n\r\n`,
      start + `Cookie: ${"a=b; ".repeat(100_000)}\r\n\r\n`,
      `GET /bot${"1".repeat(5_000_000)}/getMe HTTP/1.1\r\nHost: x\r\n\r\n`,
      start + "X-A b\r\n\r\n",
      start + "\u0000: \u0000\r\n\r\n",
      "\r\n\r\n\r\n nonsense \r\n\r\n",
      "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    for (const [index, flood] of floods.entries()) {
      const answer = await converse(strained.port, flood, (text) => text.includes("\r\n\r\n"), 1000);
      // 505 is what HTTP/2 is refused with.
      assert(!/^HTTP\/1\.1 5(?!05)/.test(answer), `${index}: ${answer.slice(0, 100)}`);
    }
    await strained.bearsUp();
  });

  test("500 connections that never finish their headers are in nobody's way", async () => {
    await using strained = await Strained.open();
    const sockets = await Promise.all(Array.from({ length: 500 }, () => connectRaw(strained.port)));
    for (const socket of sockets) socket.on("error", () => {}).write("GET /bot1:A/getMe HTTP/1.1\r\nHost:");
    await strained.bearsUp();
    for (const socket of sockets) socket.destroy();
  });

  test("an HTTP/1.0 client without Host gets a whole answer, and the end of the connection", async () => {
    await using strained = await Strained.open();
    for (const path of [`/bot${strained.token}/getMe`, "/healthz"]) {
      const text = await converse(strained.port, `GET ${path} HTTP/1.0\r\n\r\n`);
      assertMatch(text, /^HTTP\/1\.[01] 200 /, path);
      const body = text.slice(text.indexOf("\r\n\r\n") + 4);
      assert(typeof JSON.parse(body) === "object", body);
    }
    strained.speak();
    const poll = `GET /bot${strained.token}/getUpdates?timeout=10 HTTP/1.0\r\n\r\n`;
    const text = await converse(strained.port, poll);
    assert(text.includes('"line 0"'), text);
    await strained.bearsUp();
  });

  test("requests sent ahead on one connection are answered in their order, unless the runtime closes it", async () => {
    await using strained = await Strained.open();
    const call = (method: string) => `GET /bot${strained.token}/${method} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const calls = ["getMe", "getWebhookInfo", "getUpdates?timeout=1", "getMe", "noSuchMethod"].map(call);
    const isLast = (received: string) => received.includes("method not found");
    const text = await converse(strained.port, calls.join(""), isLast);
    // Bun 1.4 closes a connection on which a request comes while the one before it waits for its answer.
    if (platform.name !== "bun" || text !== "") {
      assertMatch(
        text,
        /tried_bot[^]*"pending_update_count":0[^]*"result":\[\][^]*tried_bot[^]*method not found/,
      );
      assertEquals(text.match(/HTTP\/1\.1 /g)?.length, calls.length);
    }
    await strained.bearsUp();
  });
});
