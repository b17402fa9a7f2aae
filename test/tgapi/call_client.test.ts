import { assert, assertEquals, assertRejects } from "@std/assert";
import { once } from "node:events";
import { describe, test } from "node:test";
import { systemClock } from "../../src/base/clock.ts";
import { HeaderList } from "../../src/base/header_list.ts";
import type { HttpResponse } from "../../src/base/http_message.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { CallClient } from "../../src/tgapi/exchange/call_client.ts";
import type { UpstreamRequest } from "../../src/tgapi/exchange/upstream_sender.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { rawAnswer, startRawUpstream } from "../support/raw_upstream.ts";

/** A client for one upstream. */
function clientOf(url: string) {
  const client = new CallClient({ upstreamUrl: url, clock: systemClock });
  const hangUp = new AbortController();
  return {
    hangUp,
    send: (more: Partial<UpstreamRequest> = {}) =>
      client.send({
        method: "POST",
        target: "/bot1:x/getMe",
        headers: new HeaderList(),
        body: null,
        signal: hangUp.signal,
        ...more,
      }),
    [Symbol.dispose]: () => client.close(),
  };
}

const textOf = ({ body }: HttpResponse) => new Response(body).text();

describe("CallClient", () => {
  test("sends the bytes of headers and body as they are, with one length", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer("{}"));
    using client = clientOf(upstream.url);
    const body = Uint8Array.of(0x00, 0xff, 0x0d, 0x0a);
    await client.send({ headers: HeaderList.of(["content-length", "99"], ["x-name", "\u00e9"]), body });
    assertEquals(
      upstream.requests[0],
      `POST /bot1:x/getMe HTTP/1.1\r\nHost: ${
        new URL(upstream.url).host
      }\r\nx-name: \u00e9\r\nContent-Length: 4\r\n\r\n` +
        "\0\u00ff\r\n",
    );
  });

  test("sends a POST without a body with a length, and a GET without", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer("{}"));
    using client = clientOf(upstream.url);
    await client.send();
    await client.send({ method: "GET" });
    assertEquals(upstream.requests.map((each) => /content-length/i.test(each)), [true, false]);
  });

  test("keeps the query, and escapes what is not ASCII", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer("{}"));
    using client = clientOf(upstream.url);
    for (const query of ["text=%7B%22&b[]=1&a=2", "text=\u00fc\u{1f600}", "text=a b\r\nx: y", "text=a#b"]) {
      await client.send({ target: `/bot1:x/sendMessage?${query}` });
    }
    const lines = upstream.requests.map((each) => each.slice(0, each.indexOf("\r\n")));
    assertEquals(lines.map((line) => line.slice("POST /bot1:x/sendMessage?".length)), [
      "text=%7B%22&b[]=1&a=2 HTTP/1.1",
      "text=%C3%BC%F0%9F%98%80 HTTP/1.1",
      "text=a%20bx:%20y HTTP/1.1",
      "text=a HTTP/1.1",
    ]);
  });

  test("appends to the path of the upstream URL", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer("{}"));
    using client = clientOf(`${upstream.url}/api`);
    await client.send();
    assertEquals(upstream.requests[0]?.startsWith("POST /api/bot1:x/getMe HTTP/1.1\r\n"), true);
  });

  test("returns a small response whole, with a length or in chunks", async () => {
    const answers = [
      rawAnswer("{}"),
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
      "HTTP/1.1 204 No Content\r\n\r\n",
    ];
    await using upstream = await startRawUpstream(() => answers.shift());
    using client = clientOf(upstream.url);
    const first = await client.send();
    assertEquals([first.status, await textOf(first)], [200, "{}"]);
    assertEquals([...first.headers], [["content-type", "application/json"], ["content-length", "2"]]);
    const second = await client.send();
    assertEquals([second.body instanceof Uint8Array, await textOf(second), [...second.headers]], [
      true,
      "{}",
      [],
    ]);
    const third = await client.send();
    assertEquals([third.status, third.body], [204, null]);
  });

  test("refuses an ambiguous response", async () => {
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n\r\n";
    await using upstream = await startRawUpstream(() => `${head}2\r\n{}\r\n0\r\n\r\n`);
    using client = clientOf(upstream.url);
    const { code, description } = await assertRejects(() => client.send(), TelegramError);
    assertEquals([code, description], [
      502,
      "Bad Gateway: upstream's answer cannot be read, it is malformed; the message may have been sent",
    ]);
  });

  test("rejects when the answer cannot be turned into a response, and gives its connection up", async () => {
    const closed = Promise.withResolvers<void>();
    await using upstream = await listenOnLoopback((request, response) => {
      request.socket.on("close", () => closed.resolve());
      response.end("x".repeat(10_000_000));
    });
    using client = clientOf(upstream.url);
    const { deleteWhere } = HeaderList.prototype;
    HeaderList.prototype.deleteWhere = () => {
      throw new RangeError("no room");
    };
    try {
      await assertRejects(() => client.send(), RangeError, "no room");
    } finally {
      HeaderList.prototype.deleteWhere = deleteWhere;
    }
    await closed.promise;
  });

  test("keeps the length of a streamed body", async () => {
    await using upstream = await startRawUpstream(() => rawAnswer("{}"));
    using client = clientOf(upstream.url);
    const streamed = () => new Response("abc").body;
    await client.send({ headers: HeaderList.of(["content-length", "3"]), body: streamed() });
    await client.send({ body: streamed() });
    assertEquals(upstream.requests.map((each) => /^(?:content-l|transfer-e).*$/im.exec(each)?.[0]), [
      "Content-Length: 3",
      "Transfer-Encoding: chunked",
    ]);
    assertEquals(upstream.requests.map((each) => each.split("\r\n\r\n")[1]), ["abc", "abc"]);
  });

  test("repeats a reading call when its kept connection had closed, and no other", async () => {
    for (const [method, repeats] of [["GET", true], ["POST", false]] as const) {
      let answered = 0;
      await using upstream = await startRawUpstream(() => answered++ === 1 ? undefined : rawAnswer("{}"));
      using client = clientOf(upstream.url);
      await client.send({ method });
      if (repeats) assertEquals((await client.send({ method })).status, 200);
      else await assertRejects(() => client.send({ method }), TelegramError, "may have been sent");
      assertEquals(upstream.requests.length, repeats ? 3 : 2);
    }
  });

  test("uses one connection for one call after the other", async () => {
    let connections = 0;
    await using upstream = await listenOnLoopback((_request, response) =>
      void response.end("x".repeat(100_000))
    );
    upstream.server.on("connection", () => connections++);
    using client = clientOf(upstream.url);
    for (let round = 0; round < 5; round++) assertEquals((await textOf(await client.send())).length, 100_000);
    assertEquals(connections, 1);
  });

  test("passes a large response on no faster than it is read", async () => {
    const piece = new Uint8Array(1024 * 1024).fill(0x61);
    const pieces = 64;
    let sent = 0;
    await using upstream = await listenOnLoopback(async (_request, response) => {
      response.writeHead(200, { "content-length": String(pieces * piece.length) });
      for (; sent < pieces; sent++) if (!response.write(piece)) await once(response, "drain");
      response.end();
    });
    using client = clientOf(upstream.url);
    const { body, headers } = await client.send();
    assert(body instanceof ReadableStream);
    assertEquals(headers.get("content-length"), String(64 << 20));
    const reader = body.getReader();
    let received = (await reader.read()).value?.length ?? 0;
    // Long enough to send all of it to anyone who does not wait for the reader.
    for (let round = 0; round < 200; round++) await new Promise((resolve) => setTimeout(resolve, 1));
    assert(sent < pieces, `${sent} MiB were taken`);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      received += value.length;
    }
    assertEquals(received, pieces * piece.length);
  });

  test("fails the reader when a large response breaks off", async () => {
    await using upstream = await listenOnLoopback((_request, response) => {
      response.writeHead(200, { "content-length": "1000000" });
      response.write("x".repeat(200_000), () => response.destroy());
    });
    using client = clientOf(upstream.url);
    const answer = await client.send();
    await assertRejects(() => textOf(answer));
  });

  for (const how of ["aborts", "gives the answer up"]) {
    test(`ends the connection when the client ${how} in the middle of a large answer`, async () => {
      const closed = Promise.withResolvers<void>();
      await using upstream = await listenOnLoopback((request, response) => {
        request.socket.on("close", () => closed.resolve());
        response.writeHead(200, { "content-length": "1000000" });
        response.write("x".repeat(200_000));
      });
      using client = clientOf(upstream.url);
      const { body } = await client.send();
      assert(body instanceof ReadableStream);
      if (how === "aborts") client.hangUp.abort();
      else await body.cancel();
      await closed.promise;
    });
  }
});
