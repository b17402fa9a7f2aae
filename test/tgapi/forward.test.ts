import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { once } from "node:events";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { accessToken, longAccessToken, realToken, serveDoor } from "../support/bot_api_door.ts";
import { connectRaw, listenOnLoopback } from "../support/loopback.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { createRandom } from "../support/random.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

const json = { "content-type": "application/json" };
const ok = '{"ok":true,"result":{"message_id":1}}';
const secretOf = (token: string) => token.slice(token.indexOf(":") + 1);

/** An answer with a compressed body. */
function packedAnswer(body: Uint8Array, encoding: string, status = "200 OK"): string {
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Encoding: ${encoding}`;
  return rawAnswer(Buffer.from(body).toString("latin1"), head);
}

/** Text that hardly gets shorter by packing. */
function randomText(length: number): string {
  const next = createRandom(7);
  return Array.from({ length }, () => String.fromCharCode(97 + Math.floor(next() * 26))).join("");
}

describe("forwarding", () => {
  test("sends method, query and body unchanged, and answers with upstream's bytes", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer(ok));
    await using door = await serveDoor(upstream.url);
    const body = '{ "chat_id" : 1,\n "text":"\\u0041 ü" }';
    const response = await fetch(`${door.url}/tgapi/bot${realToken}/SendMESSAGE?a=%7B%22&b[]=1&a=2`, {
      method: "POST",
      headers: { ...json, "x-mine": "kept" },
      body,
    });
    assertEquals(await response.text(), ok);
    const [head = "", sent = ""] = (upstream.requests[0] ?? "").split("\r\n\r\n");
    assertEquals(head.split("\r\n")[0], `POST /bot${realToken}/SendMESSAGE?a=%7B%22&b[]=1&a=2 HTTP/1.1`);
    assertEquals(new TextDecoder().decode(Buffer.from(sent, "latin1")), body);
    assertMatch(head, /^x-mine: kept\r?$/im);
    assertEquals(door.proxied, [["sendMessage", 200]]);
  });

  test("the root path and the test environment work alike", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer(ok));
    await using door = await serveDoor(upstream.url);
    await (await fetch(`${door.url}/bot${realToken.replace(":", "%3A")}/test/getMe`)).text();
    assertMatch(upstream.requests[0] ?? "", new RegExp(`^GET /bot${realToken}/test/getMe HTTP`));
  });

  test("the method parameter names the method where the path does not", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer(ok));
    await using door = await serveDoor(upstream.url);
    const body = '{"method":"sendMessage","chat_id":1}';
    await (await fetch(`${door.url}/bot${realToken}/`, { method: "POST", headers: json, body })).text();
    assertMatch(upstream.requests[0] ?? "", /^POST \/bot[^/]+\/sendMessage HTTP/);
    assert(upstream.requests[0]?.endsWith(body));
  });

  test("drops the headers of the connection, both ways, and those that Connection names", async () => {
    await using upstream = await startRawUpstream(() =>
      rawAnswer(
        ok,
        "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Up\r\nX-Up: 1\r\nKeep-Alive: timeout=5\r\nX-Kept: 1",
      )
    );
    await using door = await serveDoor(upstream.url);
    const socket = await connectRaw(door.port);
    socket.write(
      `POST /bot${realToken}/sendMessage HTTP/1.1\r\nHost: front.example\r\nConnection: keep-alive, x-hop, content-type\r\nX-Hop: 1\r\n` +
        `TE: trailers\r\nProxy-Authorization: Basic eA==\r\nX-Kept: 1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    const [chunk] = await once(socket, "data");
    socket.destroy();
    const answer = String(chunk);
    assertMatch(answer, /^x-kept: 1\r$/im);
    assert(!/x-up|timeout=5/i.test(answer), answer);
    const sent = upstream.requests[0] ?? "";
    assertMatch(sent, /^x-kept: 1\r$/im);
    assertMatch(sent, /^content-type: application\/json\r$/im);
    assert(!/x-hop|^te:|proxy-authorization|front\.example/im.test(sent), sent);
  });

  test("a GET that does more than read goes out as POST, for runtimes repeat GETs", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer(ok));
    await using door = await serveDoor(upstream.url);
    await (await fetch(`${door.url}/bot${realToken}/sendMessage?chat_id=1&text=x`)).text();
    assertMatch(upstream.requests[0] ?? "", /^POST \/bot[^/]+\/sendMessage\?chat_id=1&text=x HTTP/);
  });

  test("errors of upstream arrive as they are, Retry-After included", async () => {
    const body =
      '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}';
    await using upstream = await startRawUpstream(() =>
      rawAnswer(
        body,
        "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 7",
      )
    );
    await using door = await serveDoor(upstream.url);
    const response = await fetch(`${door.url}/bot${realToken}/sendMessage`, { method: "POST" });
    assertEquals([response.status, response.headers.get("retry-after"), await response.text()], [
      429,
      "7",
      body,
    ]);
  });

  const unreadable: [head: string, body: string, code: number, description: string][] = [
    ["413 X", "", 413, "Request Entity Too Large"],
    ["501 X", "", 501, "Not Implemented"],
    ["502 X\r\nContent-Type: text/html", "<html>nginx</html>", 502, "Bad Gateway"],
    ["429 X\r\nRetry-After: 3", "slow down", 429, "Too Many Requests: retry after 3"],
  ];
  for (const [head, body, code, description] of unreadable) {
    test(`an upstream error ${code} that is not JSON becomes Telegram's envelope`, async () => {
      await using upstream = await startRawUpstream(() => rawAnswer(body, `HTTP/1.1 ${head}`));
      await using door = await serveDoor(upstream.url);
      const response = await fetch(`${door.url}/bot${realToken}/sendMessage`, { method: "POST" });
      const answer = await response.json();
      assertEquals([response.status, answer.error_code, answer.description], [code, code, description]);
    });
  }

  const codings: [encoding: string, pack: (text: string) => Uint8Array][] = [
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ];
  for (const [encoding, pack] of codings) {
    test(`an answer compressed unasked arrives readable: ${encoding}`, async () => {
      const hiding = ok.replace("1", `1,"token":"${secretOf(realToken)}"`);
      const long = hiding.replace("}}", `,"text":"${randomText(200_000)}"}}`);
      for (const text of [hiding, long]) {
        await using upstream = await startRawUpstream(() => packedAnswer(pack(text), encoding));
        await using door = await serveDoor(upstream.url);
        // Deno's fetch does not undo deflate: what is sent to the holder of the real token stays as it came.
        const tokens = encoding === "deflate" ? [] : [realToken];
        for (const token of [...tokens, accessToken, longAccessToken]) {
          const response = await fetch(`${door.url}/bot${token}/getMe`);
          assertEquals(await response.text(), text.replace(secretOf(realToken), secretOf(token)));
        }
      }
    });
  }

  test("an answer that cannot be unpacked for an access token is 502, and the message may have been sent", async () => {
    const cut = gzipSync(ok).subarray(0, 20);
    for (const [body, encoding] of [[cut, "gzip"], [gzipSync(ok), "x-unknown"]] as const) {
      await using upstream = await startRawUpstream(() => packedAnswer(body, encoding));
      await using door = await serveDoor(upstream.url);
      const response = await fetch(`${door.url}/bot${accessToken}/sendMessage`, { method: "POST" });
      const { error_code: code, description } = await response.json();
      assertEquals([response.status, code], [502, 502]);
      assertMatch(description, /^Bad Gateway: .*the message may have been sent$/);
    }
  });

  test("a compressed error is read: JSON arrives as it is, a page becomes Telegram's envelope", async () => {
    const json = '{"ok":false,"error_code":400,"description":"Bad Request"}';
    for (
      const [page, description] of [[json, "Bad Request"], ["<html>", "Bad Request"], ["", "Bad Request"]]
    ) {
      await using upstream = await startRawUpstream(() =>
        packedAnswer(gzipSync(page ?? ""), "gzip", "400 X")
      );
      await using door = await serveDoor(upstream.url);
      for (const token of [realToken, accessToken]) {
        const response = await fetch(`${door.url}/bot${token}/sendMessage`, { method: "POST" });
        const answer = await response.json();
        assertEquals([response.status, answer.error_code, answer.description], [400, 400, description]);
      }
    }
  });
});

describe("upstream that fails", () => {
  for (
    const [what, init] of [["POST", { method: "POST", headers: json, body: "{}" }], ["GET", {}]] as const
  ) {
    test(`a connection lost after a ${what} was sent is reported, and the message is not sent twice`, async () => {
      let answered = 0;
      await using upstream = await startRawUpstream(() => answered++ === 0 ? rawAnswer(ok) : undefined);
      await using door = await serveDoor(upstream.url);
      const send = () => fetch(`${door.url}/bot${realToken}/sendMessage?text=x`, init);
      // The second call goes over the connection the first left behind.
      await (await send()).text();
      const response = await send();
      const { error_code: code, description } = await response.json();
      assertEquals([response.status, code], [502, 502]);
      assertMatch(description, /^Bad Gateway: .*the message may have been sent$/);
      assertEquals(upstream.requests.length, 2);
      assert(!JSON.stringify([description, door.logged]).includes(secretOf(realToken)));
    });
  }

  test("a connection cut after a large upload was sent is reported, and it is not sent twice", async () => {
    await using upstream = await startRawUpstream(() => undefined);
    await using door = await serveDoor(upstream.url);
    const body = new Uint8Array(3_000_000);
    const url = `${door.url}/bot${realToken}/sendDocument`;
    const response = await fetch(url, { method: "POST", headers: { "content-type": "a/b" }, body });
    assertEquals([response.status, upstream.requests.length], [502, 1]);
  });

  test("an unreachable upstream is distinguished from a lost connection", async () => {
    const gone = await listenOnLoopback(() => {});
    await gone[Symbol.asyncDispose]();
    await using door = await serveDoor(gone.url);
    const response = await fetch(`${door.url}/bot${realToken}/sendMessage`, { method: "POST", body: "{}" });
    const { description } = await response.json();
    assertEquals([response.status, description], [
      502,
      "Bad Gateway: upstream cannot be reached, nothing was sent",
    ]);
  });

  test("a truncated response is not mistaken for a complete one", async () => {
    await using upstream = await startRawUpstream(() => undefined);
    await using cutting = await listenOnLoopback((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{", () => response.destroy());
    });
    await using door = await serveDoor(cutting.url);
    assertEquals((await fetch(`${door.url}/bot${realToken}/getMe`)).status, 502);
    assertEquals(upstream.requests, []);
  });

  test("a truncated error is reported as a lost connection, not as an internal error", async () => {
    await using cutting = await listenOnLoopback((_request, response) => {
      response.writeHead(400);
      response.write("{", () => response.destroy());
    });
    await using door = await serveDoor(cutting.url);
    const response = await fetch(`${door.url}/bot${realToken}/sendMessage`, { method: "POST" });
    assertMatch((await response.json()).description, /^Bad Gateway: upstream closed the connection/);
    assertEquals(door.logged, []);
  });

  test("a call to an upstream that never answers ends at the time limit", async () => {
    const clock = new ManualClock();
    const arrived = Promise.withResolvers<void>();
    await using upstream = await listenOnLoopback(() => arrived.resolve());
    await using door = await serveDoor(upstream.url, { clock });
    const answer = fetch(`${door.url}/bot${realToken}/sendMessage`, { method: "POST", body: "{}" });
    await arrived.promise;
    await clock.advance(600_000);
    assertEquals((await answer).status, 504);
    assertEquals(clock.pending, 0);
  });

  test("a client that disconnects ends the upstream call", async () => {
    const arrived = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    await using upstream = await listenOnLoopback((request) => {
      request.on("close", () => ended.resolve());
      request.on("error", () => {});
      request.resume();
      request.socket.on("close", () => ended.resolve());
      arrived.resolve();
    });
    await using door = await serveDoor(upstream.url);
    const socket = await connectRaw(door.port);
    socket.write(`POST /bot${realToken}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}`);
    await arrived.promise;
    socket.destroy();
    await ended.promise;
    while (door.proxied.length === 0) await settle();
    assertEquals(door.proxied, [["sendMessage", 499]]);
  });
});

describe("many calls at once", () => {
  test("400 slow calls are all in flight together", async () => {
    let waiting = 0;
    const everyone = Promise.withResolvers<void>();
    await using upstream = await listenOnLoopback(async (request, response) => {
      request.resume();
      if (++waiting === 400) everyone.resolve();
      await everyone.promise;
      response.end(ok);
    });
    // fetch of the test's own process shares Bun's limit, so the clients are raw connections.
    await using door = await serveDoor(upstream.url);
    const sockets = await Promise.all(Array.from({ length: 400 }, () => connectRaw(door.port)));
    const answers = await Promise.all(sockets.map(async (socket) => {
      socket.write(`POST /bot${realToken}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}`);
      const [chunk] = await once(socket, "data");
      socket.destroy();
      return String(chunk).startsWith("HTTP/1.1 200");
    }));
    assertEquals(answers.filter(Boolean).length, 400);
  });
});

describe("access tokens", () => {
  const path = `/var/lib/4242:${secretOf(realToken)}/documents/f_1`;

  for (const token of [accessToken, longAccessToken]) {
    test(`an answer never holds the real token (a token of ${token.length} characters)`, async () => {
      const small = JSON.stringify({ ok: true, result: { file_path: path, again: path.replace(":", "~") } });
      const large = JSON.stringify({ ok: true, result: Array.from({ length: 3000 }, () => path) });
      await using upstream = await listenOnLoopback((request, response) => {
        const isLarge = request.url?.includes("getLarge") === true;
        response.setHeader("x-path", path);
        if (!isLarge) return void response.end(small);
        // In pieces of 7 bytes around a token, without a length.
        for (let at = 0; at < 2100; at += 7) response.write(large.slice(at, at + 7));
        response.end(large.slice(2100));
      });
      await using door = await serveDoor(upstream.url);
      for (const [method, text] of [["getFile", small], ["getLarge", large]] as const) {
        const response = await fetch(`${door.url}/bot${token}/${method}`);
        assertEquals(await response.text(), text.replaceAll(secretOf(realToken), secretOf(token)));
        assertEquals(response.headers.get("x-path"), path.replaceAll(secretOf(realToken), secretOf(token)));
      }
    });
  }

  test("upstream sees the real token", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer(ok));
    await using door = await serveDoor(upstream.url);
    await (await fetch(`${door.url}/bot${accessToken}/getMe`)).text();
    assertMatch(upstream.requests[0] ?? "", new RegExp(`^GET /bot${realToken}/getMe HTTP`));
  });
});

describe("large bodies", () => {
  const megabyte = new Uint8Array(1024 * 1024).fill(0x61);
  const count = 64;

  test("64 MiB of unknown length pass upward and downward whole", async () => {
    let received = 0;
    await using upstream = await listenOnLoopback(async (request, response) => {
      for await (const chunk of request) received += chunk.length;
      response.writeHead(200, { "content-length": String(count * megabyte.length) });
      for (let sent = 0; sent < count; sent++) {
        if (!response.write(megabyte)) await once(response, "drain");
      }
      response.end();
    });
    await using door = await serveDoor(upstream.url);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ < count) controller.enqueue(megabyte.slice());
        else controller.close();
      },
    });
    const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
    const response = await fetch(`${door.url}/bot${realToken}/sendDocument`, init);
    let downloaded = 0;
    for await (const chunk of response.body ?? []) downloaded += chunk.length;
    assertEquals([received, downloaded], [count * megabyte.length, count * megabyte.length]);
  });
});

test("an access token's answer is read that has deflate without its wrapper", async () => {
  await using upstream = await startRawUpstream(() => packedAnswer(deflateRawSync(ok), "deflate"));
  await using door = await serveDoor(upstream.url);
  const response = await fetch(`${door.url}/bot${accessToken}/sendMessage`, { method: "POST" });
  assertEquals(await response.text(), ok);
});
