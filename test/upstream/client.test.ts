import { createServer, type Socket } from "node:net";
import { Buffer } from "node:buffer";
import { once } from "node:events";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, test } from "node:test";
import { createServer as createTlsServer } from "node:https";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { systemClock } from "../../src/base/clock.ts";
import { describeError } from "../../src/base/errors.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { UpstreamClient, type UpstreamClientOptions } from "../../src/upstream/client.ts";
import { MalformedAnswer, UpstreamUnreachable } from "../../src/upstream/upstream_error.ts";
import { createCertificate } from "../support/certificate.ts";
import { startProxy } from "../support/http_proxy.ts";
import { listenOnLoopback, portOf } from "../support/loopback.ts";
import { Relay } from "../support/relay.ts";
import { until } from "../support/until.ts";
import { ManualClock } from "../support/manual_clock.ts";

const token = "123456:CanaryCanaryCanaryCanaryCanaryCanar";
const empty = '{"ok":true,"result":[]}';

/** A client and the one poll that the tests send. */
function createPoll(baseUrl: string, more: Partial<UpstreamClientOptions> = {}) {
  const client = new UpstreamClient({ baseUrl, clock: systemClock, ...more });
  const poll = (signal: AbortSignal = new AbortController().signal) =>
    client.poll({
      token,
      offset: 7,
      limit: 100,
      timeoutSec: 50,
      allowedUpdates: ["message", "poll"],
      signal,
    });
  return { client, poll, [Symbol.dispose]: () => client.close() };
}

/** A server that writes `answer` as it stands to whoever connects and sends something. */
async function serveRaw(answer: string, afterwards: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => socket.write(answer, () => afterwards(socket)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

describe("UpstreamClient", () => {
  test("polls with what it was told, as JSON, without asking for compression", async () => {
    let seen: unknown;
    await using server = await listenOnLoopback(async (request, response) => {
      const { method, url, headers } = request;
      let body = "";
      for await (const chunk of request) body += chunk;
      const { "accept-encoding": coding, "content-type": type } = headers;
      seen = { method, url, coding, type, body: JSON.parse(body) };
      response.end(empty);
    });
    using upstream = createPoll(`${server.url}/prefix/`);
    assertEquals(new TextDecoder().decode(await upstream.poll()), empty);
    assertEquals(seen, {
      method: "POST",
      url: `/prefix/bot${token}/getUpdates`,
      coding: undefined,
      type: "application/json",
      body: { offset: 7, limit: 100, timeout: 50, allowed_updates: ["message", "poll"] },
    });
  });

  const codings: [name: string, encoding: string, pack: (text: string) => Uint8Array | string][] = [
    ["gzip", "gzip", gzipSync],
    ["deflate", "deflate", deflateSync],
    ["deflate without its wrapper", "Deflate", deflateRawSync],
    ["brotli", "br", brotliCompressSync],
    ["two codings", "br, gzip", (text) => gzipSync(brotliCompressSync(text))],
    ["a byte order mark", "", (text) => `\ufeff${text}`],
    ["a byte order mark, compressed", "gzip", (text) => gzipSync(`\ufeff${text}`)],
  ];
  for (const [name, encoding, pack] of codings) {
    for (const isChunked of [false, true]) {
      test(`reads an answer with ${name}${isChunked ? ", chunked" : ""}, though not asked for`, async () => {
        await using server = await listenOnLoopback((_request, response) => {
          const body = pack(empty);
          if (encoding !== "") response.setHeader("content-encoding", encoding);
          if (!isChunked) response.setHeader("content-length", Buffer.byteLength(body));
          response.write(body);
          response.end();
        });
        using upstream = createPoll(server.url);
        assertEquals(new TextDecoder("utf-8", { ignoreBOM: true }).decode(await upstream.poll()), empty);
      });
    }
  }

  test("reads a compressed refusal", async () => {
    const refusal = '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7"}';
    await using server = await listenOnLoopback((_request, response) => {
      response.writeHead(429, { "content-encoding": "gzip" }).end(gzipSync(refusal));
    });
    using upstream = createPoll(server.url);
    const error = await assertRejects(() => upstream.poll(), TelegramError);
    assertEquals(error.parameters?.retry_after, 7);
  });

  const unreadable: [name: string, encoding: string, body: Uint8Array, message: RegExp][] = [
    ["grows beyond its bound", "gzip", gzipSync(new Uint8Array(2_000_000)), /larger than 1000000 bytes/],
    ["is not what it says", "gzip", gzipSync(empty).subarray(0, 20), /cannot be decompressed/],
    ["has an unknown coding", "x-unknown", gzipSync(empty), /cannot be decompressed/],
    ["has too many codings", "gzip, gzip, gzip, gzip", gzipSync(empty), /cannot be decompressed/],
  ];
  for (const [name, encoding, body, message] of unreadable) {
    test(`refuses a compressed answer that ${name}`, async () => {
      await using server = await listenOnLoopback((_request, response) => {
        response.writeHead(200, { "content-encoding": encoding }).end(body);
      });
      using upstream = createPoll(server.url, { maxAnswerBytes: 1_000_000 });
      const error = await assertRejects(() => upstream.poll(), MalformedAnswer);
      assertMatch(error.message, message);
    });
  }

  test("uses one connection for polls that follow one another", async () => {
    await using server = await listenOnLoopback((_request, response) => void response.end(empty));
    let connections = 0;
    server.server.on("connection", () => connections++);
    using upstream = createPoll(server.url);
    for (let round = 0; round < 5; round++) await upstream.poll();
    assertEquals(connections, 1);
  });

  test("passes the bytes on unaltered, however they are chunked", async () => {
    const body = new TextEncoder().encode(
      `{"ok":true,"result":[{"update_id":1,\n"message":{"text":"жы😀"}}]}`,
    );
    await using server = await listenOnLoopback((_request, response) => {
      for (const byte of body) response.write(Uint8Array.of(byte));
      response.end();
    });
    using upstream = createPoll(server.url);
    assertEquals(new Uint8Array(await upstream.poll()), body);
  });

  test("says what upstream refused, with its parameters", async () => {
    const cases: [number, Record<string, string>, string, number | undefined][] = [
      [401, {}, '{"ok":false,"error_code":401,"description":"Unauthorized"}', undefined],
      [
        429,
        {},
        '{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":9}}',
        9,
      ],
      [429, { "retry-after": "11" }, '{"ok":false,"error_code":429,"description":"Slow down"}', 11],
      [429, {}, '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 13"}', 13],
      [429, { "retry-after": "17" }, "<html>", 17],
      [429, {}, '{"ok":false,"error_code":429,"description":"Slow down"}', undefined],
    ];
    for (const [status, headers, body, retryAfter] of cases) {
      await using server = await listenOnLoopback((_request, response) => {
        response.writeHead(status, headers).end(body);
      });
      using upstream = createPoll(server.url);
      const error = await assertRejects(() => upstream.poll(), TelegramError);
      assertEquals([error.code, error.parameters?.retry_after], [status, retryAfter], body);
    }
  });

  test("distinguishes a gateway's error page from an answer of the Bot API", async () => {
    for (const status of [302, 404, 502]) {
      await using server = await listenOnLoopback((_request, response) => {
        response.writeHead(status).end("<html>404 nothing here</html>");
      });
      using upstream = createPoll(server.url);
      const error = await assertRejects(() => upstream.poll(), UpstreamUnreachable);
      assertEquals(error.code, `HTTP ${status}`);
    }
  });

  test("says that upstream refuses connections or has no known name, never the token", async () => {
    for (
      const [url, words] of [
        ["http://127.0.0.1:1", /127\.0\.0\.1:1: it refuses connections/],
        ["http://nosuch.invalid", /nosuch\.invalid: its name is not known/],
      ] as const
    ) {
      using upstream = createPoll(url);
      const error = await assertRejects(() => upstream.poll(), UpstreamUnreachable);
      assertMatch(error.message, words);
      assertEquals(/Canary/.test(describeError(error) + JSON.stringify(error) + error.stack), false);
    }
  });

  test("says that the connection was cut before the answer", async () => {
    for (const cut of [(socket: Socket) => socket.destroy(), (socket: Socket) => socket.resetAndDestroy()]) {
      await using server = await serveRaw("", cut);
      using upstream = createPoll(server.url);
      await assertRejects(() => upstream.poll(), UpstreamUnreachable);
    }
  });

  test("never accepts a truncated answer", async () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    const cases = [
      `${head}Content-Length: 100\r\n\r\n{"ok":true,"result":[`,
      `${head}Content-Length: 24\r\n\r\n${empty}`,
      `${head}Transfer-Encoding: chunked\r\n\r\n17\r\n${empty}\r\n`,
    ];
    for (const answer of cases) {
      await using server = await serveRaw(answer, (socket) => socket.destroySoon());
      using upstream = createPoll(server.url);
      const error = await upstream.poll().then(() => undefined, (error: unknown) => error);
      assert(error instanceof MalformedAnswer || error instanceof UpstreamUnreachable, `${answer}: ${error}`);
    }
  });

  test("refuses an answer larger than its limit and hangs up", async () => {
    await using server = await listenOnLoopback((_request, response) => {
      response.on("error", () => {});
      response.end("x".repeat(3000));
    });
    using upstream = createPoll(server.url, { maxAnswerBytes: 2000 });
    await assertRejects(() => upstream.poll(), MalformedAnswer, "larger than 2000 bytes");
  });

  test("treats a connection as half-open 15 s after the poll's timeout, and destroys it", async () => {
    const clock = new ManualClock();
    await using server = await serveRaw("", () => {});
    using upstream = createPoll(server.url, { clock });
    const answer = assertRejects(() => upstream.poll(), UpstreamUnreachable, "it stopped responding");
    while (server.sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const closed = Promise.all([...server.sockets].map((socket) => once(socket, "close")));
    let isOver = false;
    void answer.then(() => isOver = true);
    await clock.advance(64_999);
    assertEquals(isOver, false);
    await clock.advance(1);
    await answer;
    await closed;
    assertEquals(clock.pending, 0);
  });

  test("gives up on an answer that pauses for 15 s", async () => {
    const clock = new ManualClock();
    const head = `HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{"ok"`;
    const written = Promise.withResolvers<void>();
    await using server = await serveRaw(head, () => written.resolve());
    using upstream = createPoll(server.url, { clock });
    const answer = assertRejects(() => upstream.poll(), UpstreamUnreachable, "it stopped responding");
    await written.promise;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await clock.advance(15_000);
    await answer;
  });

  test("ends a parked poll at once when its signal aborts, and hangs up", async () => {
    await using server = await serveRaw("", () => {});
    using upstream = createPoll(server.url);
    const abort = new AbortController();
    const answer = assertRejects(() => upstream.poll(abort.signal));
    while (server.sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const closed = Promise.all([...server.sockets].map((socket) => once(socket, "close")));
    abort.abort();
    await answer;
    await closed;
  });

  test("an aborted poll on a kept-alive connection is not sent again", async () => {
    let polls = 0;
    await using server = await listenOnLoopback((_request, response) => {
      if (++polls === 1) response.end(empty);
    });
    await using relay = await Relay.start(server.port);
    using upstream = createPoll(relay.url);
    await upstream.poll();
    const abort = new AbortController();
    const answer = assertRejects(() => upstream.poll(abort.signal));
    await until(() => polls === 2);
    abort.abort();
    await answer;
    await until(() => relay.connections === 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assertEquals([polls, relay.connections], [2, 0]);
  });

  test("refuses a base URL that is not a URL", () => {
    for (const baseUrl of ["nonsense", "ftp://x", "https://x/?a=b"]) {
      try {
        new UpstreamClient({ baseUrl, clock: systemClock });
      } catch (error) {
        assert(error instanceof TypeError);
        continue;
      }
      throw new Error(`took ${baseUrl}`);
    }
  });
});

describe("UpstreamClient behind a proxy", () => {
  test("asks an HTTP proxy for an http upstream, with credentials", async () => {
    await using server = await listenOnLoopback((request, response) => {
      response.end(JSON.stringify([request.url, request.headers.host]));
    });
    await using proxy = await startProxy();
    using upstream = createPoll(`${server.url}/base`, {
      proxy: { proxyUrl: `http://me:p%40ss@127.0.0.1:${proxy.port}` },
    });
    const body: unknown = JSON.parse(new TextDecoder().decode(await upstream.poll()));
    assertEquals(body, [`/base/bot${token}/getUpdates`, `127.0.0.1:${server.port}`]);
    assertEquals(proxy.seen, [`POST ${server.url}/base/bot${token}/getUpdates Basic ${btoa("me:p@ss")}`]);
  });

  test("opens one tunnel to an https upstream and keeps it", async () => {
    const { cert, key } = createCertificate();
    const server = createTlsServer({ cert, key }, (_request, response) => void response.end(empty));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await using proxy = await startProxy();
    using upstream = createPoll(`https://127.0.0.1:${portOf(server)}`, {
      ca: cert,
      proxy: { proxyUrl: `http://127.0.0.1:${proxy.port}` },
    });
    for (let round = 0; round < 3; round++) {
      assertEquals(new TextDecoder().decode(await upstream.poll()), empty);
    }
    assertEquals(proxy.seen, [`CONNECT 127.0.0.1:${portOf(server)}`]);
    upstream.client.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  test("does not trust an https upstream whose certificate is unknown", async () => {
    const { cert, key } = createCertificate();
    const server = createTlsServer({ cert, key }, (_request, response) => void response.end(empty));
    server.on("tlsClientError", () => {});
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await using proxy = await startProxy();
    for (const more of [{}, { proxy: { proxyUrl: `http://127.0.0.1:${proxy.port}` } }]) {
      using upstream = createPoll(`https://127.0.0.1:${portOf(server)}`, more);
      await assertRejects(() => upstream.poll(), UpstreamUnreachable);
    }
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  test("says that the proxy refuses or cannot be reached", async () => {
    await using proxy = await startProxy({ refuse: 407 });
    for (const [port, words] of [[proxy.port, /it answered 407/], [1, /through the proxy/]] as const) {
      using upstream = createPoll("https://api.telegram.org", {
        proxy: { proxyUrl: `http://127.0.0.1:${port}` },
      });
      const error = await assertRejects(() => upstream.poll(), UpstreamUnreachable);
      assertMatch(error.message, words);
    }
  });
});
